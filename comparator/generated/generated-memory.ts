import type { OtherSide } from '../exchange/exchange.ts';
import { GeneratedValues } from './generated-values.ts';
import type { IdPair, Strength } from './id-map.ts';
import { keyedFingerprint, type KeyedFingerprint } from './keyed-fingerprint.ts';

/** A pair of values as it is stored: fingerprints only. */
export interface GeneratedRow {
  readonly migration: string;
  readonly side: OtherSide;
  readonly dataCycle: number;
  readonly primary: number;
  /** Null where the pair is forgotten. */
  readonly shadow: number | null;
  readonly strength: Strength;
}

/** A pair that is not forgotten. */
export interface StoredPair extends GeneratedRow {
  readonly shadow: number;
}

interface OfSide {
  readonly migration: string;
  readonly side: OtherSide;
  readonly dataCycle: number;
  readonly values: GeneratedValues;
  /** What changed since the last batch, by the primary's value. */
  readonly changes: Map<number, GeneratedRow>;
}

/** More upstreams than this are forgotten, the first heard of first: migrations come and go. */
const maxSides = 512;

/** The generated values of every migration, for the shadow and for the control apart, going on where an earlier comparator stopped. */
export class GeneratedMemory {
  readonly #maxValues: number;
  readonly #fingerprint: KeyedFingerprint;
  readonly #bySide = new Map<string, OfSide>();

  constructor(maxValues: number, secret: Uint8Array, recovered: readonly StoredPair[]) {
    this.#maxValues = maxValues;
    this.#fingerprint = keyedFingerprint(secret);
    for (const row of recovered) this.#at(row).values.ids.recover(row);
  }

  get size(): number {
    return this.#sum(({ ids }) => ids.size);
  }

  get contradictions(): number {
    return this.#sum(({ contradictions }) => contradictions);
  }

  /** A new data cycle has an empty map: the shadow was reset, and gives out other values. */
  of(migration: string, side: OtherSide, dataCycle: number): GeneratedValues {
    return this.#at({ migration, side, dataCycle }).values;
  }

  /** What is to be stored since this was last asked. */
  takeRows(): GeneratedRow[] {
    const rows: GeneratedRow[] = [];
    for (const { changes } of this.#bySide.values()) {
      if (changes.size === 0) continue;
      rows.push(...changes.values());
      changes.clear();
    }
    return rows;
  }

  #at({ migration, side, dataCycle }: Pick<GeneratedRow, 'migration' | 'side' | 'dataCycle'>): OfSide {
    const name = `${migration} ${side}`;
    const known = this.#bySide.get(name);
    if (known?.dataCycle === dataCycle) return known;
    const changes = new Map<number, GeneratedRow>();
    const values = new GeneratedValues(this.#fingerprint, this.#maxValues, (pair, change) => {
      // That a thing has the same id on both sides is soon seen again.
      if (pair.primary === pair.shadow) return;
      changes.set(pair.primary, rowOf(pair, change));
    });
    const rowOf = ({ primary, shadow, strength }: IdPair, change: 'learned' | 'forgotten'): GeneratedRow => ({
      migration,
      side,
      dataCycle,
      primary,
      shadow: change === 'forgotten' ? null : shadow,
      strength,
    });
    const created = { migration, side, dataCycle, values, changes };
    this.#bySide.delete(name);
    this.#bySide.set(name, created);
    const [oldest] = this.#bySide.keys();
    if (oldest !== undefined && this.#bySide.size > maxSides) this.#bySide.delete(oldest);
    return created;
  }

  #sum(countOf: (values: GeneratedValues) => number): number {
    let sum = 0;
    for (const { values } of this.#bySide.values()) sum += countOf(values);
    return sum;
  }
}
