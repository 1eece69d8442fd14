import { auditedState } from './audited-state.ts';
import {
  StoreUnreachableError,
  type AuditEntry,
  type Author,
  type Decide,
  type Decision,
  type Heartbeat,
  type MigrationStore,
  type Outcome,
} from './migration-store.ts';
import type { StoredMigration } from './migration.ts';

const maxAuditEntries = 1_000;

/** Keeps migrations for as long as the process lives. */
export class InMemoryMigrationStore implements MigrationStore {
  readonly #stored = new Map<string, StoredMigration>();
  readonly #audit: AuditEntry[] = [];
  /** Numbers of data cycles, of removed migrations too. */
  readonly #lastCycles = new Map<string, number>();
  #lastBeat: Date | undefined;
  readonly #now: () => Date;
  #revision = 0;
  #reachable = true;

  constructor(now: () => Date) {
    this.#now = now;
  }

  /** Answers, or fails as a database does that is down. */
  setReachable(reachable: boolean): void {
    this.#reachable = reachable;
  }

  list(): Promise<readonly StoredMigration[]> {
    return this.#answer(() => this.#all());
  }

  change(author: Author, decide: Decide): Promise<Outcome> {
    return this.#answer(() => {
      const decision = decide(this.#all(), this.#now());
      if (decision.kind === 'refuse') return { kind: 'refused', refusal: decision.refusal };
      if (decision.kind !== 'keep') this.#apply(author, decision);
      return { kind: 'done', changed: decision.kind !== 'keep', all: this.#all() };
    });
  }

  audit(name: string, limit: number): Promise<readonly AuditEntry[]> {
    return this.#answer(() =>
      this.#audit
        .filter((entry) => entry.migration === name)
        .slice(-limit)
        .reverse(),
    );
  }

  heartbeat(): Promise<Heartbeat> {
    return this.#answer(() => ({ last: this.#lastBeat, now: this.#now() }));
  }

  beat(): Promise<void> {
    return this.#answer(() => {
      this.#lastBeat = this.#now();
    });
  }

  #apply(author: Author, decision: Extract<Decision, { kind: 'save' | 'remove' }>): void {
    const name = decision.kind === 'save' ? decision.migration.name : decision.name;
    const before = this.#stored.get(name);
    const at = this.#now();
    if (decision.kind === 'remove') this.#stored.delete(name);
    else {
      const { migration, halted, cycle } = decision;
      this.#revision += 1;
      const number = cycle.number + (before === undefined ? (this.#lastCycles.get(name) ?? 0) : 0);
      this.#lastCycles.set(name, number);
      this.#stored.set(name, {
        migration,
        halted,
        cycle: { ...cycle, number },
        revision: this.#revision,
        updatedAt: at,
      });
    }
    const after = this.#stored.get(name);
    this.#audit.push({
      ...author,
      migration: name,
      at,
      before: auditedState(before),
      after: auditedState(after),
    });
    if (this.#audit.length > maxAuditEntries) this.#audit.shift();
  }

  #all(): readonly StoredMigration[] {
    return [...this.#stored.values()].sort((a, b) => (a.migration.name < b.migration.name ? -1 : 1));
  }

  #answer<T>(work: () => T): Promise<T> {
    return this.#reachable
      ? new Promise((resolve) => {
          resolve(work());
        })
      : Promise.reject(new StoreUnreachableError('the store in memory was made unreachable'));
  }
}
