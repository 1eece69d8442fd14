import type { KeyedHash } from './keyed-hash.ts';
import { lotOf } from './sample.ts';
import type { Sighting } from './sighting.ts';

/** What a pair is known by in samples and among keys; worked out once, where something needs it. */
export class PairMarks {
  readonly #sighting: Pick<Sighting, 'pairingId' | 'key'>;
  readonly #hash: KeyedHash;
  #lot: string | undefined;
  #keyHash: string | undefined;

  constructor(sighting: Pick<Sighting, 'pairingId' | 'key'>, hash: KeyedHash) {
    this.#sighting = sighting;
    this.#hash = hash;
  }

  get lot(): string {
    return (this.#lot ??= lotOf(this.#sighting.pairingId));
  }

  /** A request without a key counts as its own. */
  get keyHash(): string {
    const { key } = this.#sighting;
    return (this.#keyHash ??= key === undefined ? this.lot : this.#hash(`key ${key}`));
  }
}
