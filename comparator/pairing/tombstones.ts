import type { Side } from '../exchange/exchange.ts';
import type { Fate } from '../ledger/fate.ts';

/** A request that was given up, or went on without its control: which halves had come, and what it was counted as. */
export interface Tombstone {
  readonly sides: readonly Side[];
  /** Undefined where both the primary's and the shadow's half had come. */
  readonly fate: Fate | undefined;
}

/** The last so many tombstones, oldest forgotten first. */
export class Tombstones {
  readonly #byName = new Map<string, Tombstone>();
  readonly #max: number;

  constructor(max: number) {
    this.#max = max;
  }

  get(name: string): Tombstone | undefined {
    return this.#byName.get(name);
  }

  delete(name: string): void {
    this.#byName.delete(name);
  }

  add(name: string, tombstone: Tombstone): void {
    this.#byName.set(name, tombstone);
    if (this.#byName.size <= this.#max) return;
    const [oldest] = this.#byName.keys();
    if (oldest !== undefined) this.#byName.delete(oldest);
  }
}
