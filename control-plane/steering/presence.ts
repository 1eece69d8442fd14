import { decideAbsence } from '../migration/decide-change.ts';
import type { Author, MigrationStore } from '../migration/migration-store.ts';

export interface PresenceOptions {
  readonly store: MigrationStore;
  readonly mirrorTtlSeconds: number;
  readonly now: () => Date;
  /** Of what is written in the audit when an absence is found. */
  readonly author: Author;
  readonly onAbsence: (absence: { readonly from: Date; readonly to: Date }) => void;
}

/** An absence is known from the store within this share of what Envoys allow. */
const beatsPerTtl = 6;

/**
 * Leaves a sign in the store that a control plane is there. Without one Envoys stop mirroring once their time to live has run out, and
 * nobody is there to see it: the next control plane finds the sign old, and opens a gap.
 */
export class Presence {
  readonly #options: PresenceOptions;
  /** This process was not there, or not awake, before now. */
  #wasAway = true;
  #seenAt: Date;
  #beatAt: Date | undefined;

  constructor(options: PresenceOptions) {
    this.#options = options;
    this.#seenAt = options.now();
  }

  /** To be called every second, store or no store: a process that was stopped for longer finds out. */
  stillHere(): void {
    const now = this.#options.now();
    if (now.getTime() - this.#seenAt.getTime() > this.#patienceMs) this.#wasAway = true;
    this.#seenAt = now;
  }

  /**
   * Beats if it is time to. To be called before anything is served.
   *
   * @throws StoreUnreachableError
   */
  async beat(): Promise<void> {
    this.stillHere();
    const { store, now } = this.#options;
    if (this.#wasAway) await this.#recordAbsence();
    else if (this.#beatAt !== undefined && now().getTime() - this.#beatAt.getTime() < this.#everyMs) return;
    await store.beat();
    this.#wasAway = false;
    this.#beatAt = now();
  }

  /** Each gap before the sign: who fails in between finds the same absence again, and adds nothing twice. */
  async #recordAbsence(): Promise<void> {
    const { store, author, onAbsence } = this.#options;
    const { last, now } = await store.heartbeat();
    if (last === undefined || now.getTime() - last.getTime() <= this.#patienceMs) return;
    for (const { migration } of await store.list()) {
      await store.change(author, (stored) => decideAbsence(stored, migration.name, last, now));
    }
    onAbsence({ from: last, to: now });
  }

  /** Renewals are a third of the time to live apart, so the last one may have been that long before the end. */
  get #patienceMs(): number {
    return (this.#options.mirrorTtlSeconds * 1_000 * 2) / 3;
  }

  get #everyMs(): number {
    return (this.#options.mirrorTtlSeconds * 1_000) / beatsPerTtl;
  }
}
