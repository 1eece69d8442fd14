import { cycleAfter } from '../cycle/change-cycle.ts';
import { decideHalted } from '../migration/decide-change.ts';
import {
  StoreUnreachableError,
  type Author,
  type Decide,
  type Decision,
  type MigrationStore,
  type Outcome,
  type Refusal,
} from '../migration/migration-store.ts';
import type { StoredMigration } from '../migration/migration.ts';
import { WorkQueue } from './work-queue.ts';

/** Nothing is known of the migrations yet, so nothing is served and nothing can be changed. */
export class StateUnknownError extends Error {
  override readonly name = 'StateUnknownError';
}

export interface SteeringOptions {
  readonly store: MigrationStore;
  /** Brings Envoys to these migrations; must not throw. */
  readonly publish: (migrations: readonly StoredMigration[]) => void;
  /** Why these cannot be served; undefined where they can. */
  readonly whyNotServable: (migrations: readonly StoredMigration[]) => string | undefined;
  /** Told when the store stops answering, and (undefined) when it answers again. */
  readonly onStoreChange: (error: Error | undefined) => void;
  readonly now: () => Date;
}

/** A halt that Envoys have been told of and the store has not. */
interface UnstoredHalt {
  readonly author: Author;
  /** When Envoys were told: writes were missed from then on. */
  readonly at: Date;
}

export interface Halt {
  readonly stored: boolean;
}

export const maxWaitingChanges = 100;
/** How long a halt waits for the store before it is answered as not yet stored, milliseconds. Envoys have it before. */
const haltPatienceMs = 1_000;

/**
 * Between the store and the Envoys: what is stored is served, and a halt is served before it is stored. While the store is away,
 * Envoys keep what they have, halting works, and nothing else can be changed.
 */
export class Steering {
  readonly #options: SteeringOptions;
  readonly #queue = new WorkQueue(maxWaitingChanges);
  /** Halts that Envoys have been told of and the store has not. */
  readonly #unstoredHalts = new Map<string, UnstoredHalt>();
  #lastRead: readonly StoredMigration[] | undefined;
  #storeError: Error | undefined;

  constructor(options: SteeringOptions) {
    this.#options = options;
  }

  /** Whether the store was read once, so that `migrations` answers. */
  get isKnown(): boolean {
    return this.#lastRead !== undefined;
  }

  get storeReachable(): boolean {
    return this.#lastRead !== undefined && this.#storeError === undefined;
  }

  /**
   * Every migration as Envoys are to see it.
   *
   * @throws StateUnknownError until the store was read once.
   */
  migrations(): readonly StoredMigration[] {
    if (this.#lastRead === undefined) {
      throw new StateUnknownError(
        'the stored migrations could not be read yet; nothing is mirrored until they are',
        {
          cause: this.#storeError,
        },
      );
    }
    return this.#lastRead.map((stored) => {
      const halt = this.#unstoredHalts.get(stored.migration.name);
      if (halt === undefined || stored.halted) return stored;
      const mirroring = { migration: stored.migration, halted: true };
      return { ...stored, halted: true, cycle: cycleAfter(stored, mirroring, halt.at) };
    });
  }

  find(name: string): StoredMigration | undefined {
    return this.migrations().find(({ migration }) => migration.name === name);
  }

  /** Whether a halt of this migration still has to be stored. */
  hasUnstoredHalt(name: string): boolean {
    return this.#unstoredHalts.has(name);
  }

  /** Does what the store needs before it can be read. Resolves to whether that worked. */
  async prepared(prepare: () => Promise<void>): Promise<boolean> {
    try {
      await prepare();
      return true;
    } catch (error) {
      this.#lose(error instanceof Error ? error : new Error(String(error)));
      return false;
    }
  }

  /** Reads the store again, after storing what was halted without it. Resolves to whether the store answered. */
  async refresh(): Promise<boolean> {
    const reading = this.#queue.run(async () => {
      try {
        for (const [name, halt] of this.#unstoredHalts) await this.#storeHalt(name, halt);
        this.#take(await this.#options.store.list());
        return true;
      } catch (error) {
        this.#lose(error instanceof Error ? error : new Error(String(error)));
        return false;
      }
    });
    // With the queue full of changes, each of which reads the store as well, there is no need for one more.
    return reading.catch(() => false);
  }

  /**
   * Makes a change and serves it.
   *
   * @throws StoreUnreachableError at once while the store is known to be away.
   */
  async change(author: Author, decide: Decide): Promise<Outcome> {
    this.migrations();
    if (this.#storeError !== undefined) throw this.#storeError;
    return this.#queue.run(() =>
      this.#changeNow(author, (stored, now) => this.#servable(stored, decide(stored, now))),
    );
  }

  /** What a change would come to, on what is known now; changes nothing. */
  consider(decide: Decide): Decision {
    const stored = this.migrations();
    return this.#servable(stored, decide(stored, this.#options.now()));
  }

  /** Turns a mirror off on the Envoys first, and then in the store, now or once it is back. */
  async halt(name: string, author: Author): Promise<Halt | Refusal> {
    if (this.find(name) === undefined) {
      // Another replica may have created it since the last reading.
      await this.refresh();
      if (this.find(name) === undefined) return { kind: 'not-found', name };
    }
    const halt = { author, at: this.#options.now() };
    this.#unstoredHalts.set(name, halt);
    this.#options.publish(this.migrations());
    if (this.#storeError !== undefined) return { stored: false };

    const storing = this.#queue
      .run(() => this.#storeHalt(name, halt))
      .then(
        () => true,
        // It stays among the unstored ones, and the next refresh tries again.
        () => false,
      );
    return { stored: await within(haltPatienceMs, storing, false) };
  }

  /** Lets a halted mirror go on as it was; only ever once this is stored. */
  async resume(name: string, author: Author): Promise<Outcome> {
    this.migrations();
    if (this.#storeError !== undefined) throw this.#storeError;
    return this.#queue.run(async () => {
      const unstored = this.#unstoredHalts.get(name);
      const outcome = await this.#options.store.change(author, (stored, now) =>
        decideHalted(stored, name, false, now),
      );
      if (outcome.kind === 'refused') return outcome;
      // A halt that came in meanwhile is newer than this, and stays.
      if (this.#unstoredHalts.get(name) === unstored) this.#unstoredHalts.delete(name);
      this.#take(outcome.all);
      return outcome;
    });
  }

  async #changeNow(author: Author, decide: Decide): Promise<Outcome> {
    try {
      const outcome = await this.#options.store.change(author, decide);
      if (outcome.kind === 'done') this.#take(outcome.all);
      return outcome;
    } catch (error) {
      if (error instanceof StoreUnreachableError) this.#lose(error);
      throw error;
    }
  }

  /** What Envoys could not be told is not stored either. */
  #servable(stored: readonly StoredMigration[], decision: Decision): Decision {
    if (decision.kind !== 'save') return decision;
    const { migration, halted, cycle } = decision;
    const others = stored.filter((other) => other.migration.name !== migration.name);
    const reason = this.#options.whyNotServable([
      ...others,
      { migration, halted, cycle, revision: 0, updatedAt: new Date(0) },
    ]);
    if (reason === undefined) return decision;
    const problem = {
      path: '(document)',
      message: `Envoy's configuration cannot be rendered from this migration: ${reason}`,
      remedy: 'Change what it names.',
    };
    return { kind: 'refuse', refusal: { kind: 'invalid', problems: [problem] } };
  }

  async #storeHalt(name: string, halt: UnstoredHalt): Promise<void> {
    await this.#changeNow(halt.author, (stored) => decideHalted(stored, name, true, halt.at));
    // Refused means removed: there is nothing left to halt. A later halt of the same name is stored by itself.
    if (this.#unstoredHalts.get(name) === halt) this.#unstoredHalts.delete(name);
  }

  #take(all: readonly StoredMigration[]): void {
    this.#lastRead = all;
    if (this.#storeError !== undefined) {
      this.#storeError = undefined;
      this.#options.onStoreChange(undefined);
    }
    this.#options.publish(this.migrations());
  }

  #lose(error: Error): void {
    const known = this.#storeError !== undefined;
    this.#storeError = error;
    if (!known) this.#options.onStoreChange(error);
  }
}

async function within<T>(ms: number, work: Promise<T>, otherwise: T): Promise<T> {
  let overdue: NodeJS.Timeout | undefined;
  const late = new Promise<T>((resolve) => {
    overdue = setTimeout(resolve, ms, otherwise);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(overdue);
  }
}
