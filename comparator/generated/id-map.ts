/**
 * How well a pair of values is known. A better known one takes the place of others without a word; against one that is known as well
 * or better, another partner is a contradiction.
 */
export const strengths = {
  /** Of an answer whose order against other writes is not known yet. */
  tentative: 0,
  read: 1,
  /** A request named the value, and both sides knew it. */
  named: 2,
  /** Each side gave it to what the same request created. */
  born: 3,
} as const;

export type Strength = (typeof strengths)[keyof typeof strengths];

/** A value of the primary and the shadow's own for the same thing, as fingerprints. */
export interface IdPair {
  readonly primary: number;
  readonly shadow: number;
  readonly strength: Strength;
}

export type Claimed = 'known' | 'learned' | 'contradicts';

/**
 * A one-to-one map of bounded size. What was met again outlives what was seen once, for most answers carry random values that nobody
 * asks for later, and they must not push out the ids of things.
 */
export class IdMap {
  readonly #maxPairs: number;
  /** Met once, and met again; the least recently met first. */
  readonly #once = new Map<number, IdPair>();
  readonly #again = new Map<number, IdPair>();
  readonly #primaryOf = new Map<number, number>();
  readonly #onChange: (pair: IdPair, change: 'learned' | 'forgotten') => void;
  #different = 0;

  constructor(
    maxPairs: number,
    onChange: (pair: IdPair, change: 'learned' | 'forgotten') => void = () => undefined,
  ) {
    this.#maxPairs = maxPairs;
    this.#onChange = onChange;
  }

  get size(): number {
    return this.#once.size + this.#again.size;
  }

  /** Pairs of two different values. */
  get different(): number {
    return this.#different;
  }

  shadowOf(primary: number): number | undefined {
    return this.#meet(primary)?.shadow;
  }

  primaryOf(shadow: number): number | undefined {
    return this.#primaryOf.get(shadow);
  }

  /** What claiming it would come to. */
  weigh({ primary, shadow, strength }: IdPair): Claimed {
    const rivals = this.#rivalsOf(primary, shadow);
    if (rivals.length === 0) return this.#meet(primary) === undefined ? 'learned' : 'known';
    return rivals.some((rival) => rival.strength >= strength) ? 'contradicts' : 'learned';
  }

  claim(pair: IdPair): Claimed {
    const weighed = this.weigh(pair);
    if (weighed === 'learned') this.replace(pair);
    if (weighed === 'known' && (this.#find(pair.primary)?.strength ?? 0) < pair.strength) this.#put(pair);
    return weighed;
  }

  /** Takes the pair in, whatever was known of its values. */
  replace(pair: IdPair): void {
    for (const rival of this.#rivalsOf(pair.primary, pair.shadow)) this.#remove(rival);
    this.#put(pair);
  }

  /** Takes a pair in as it was stored, later ones last; nobody is told. */
  recover(pair: IdPair): void {
    for (const rival of this.#rivalsOf(pair.primary, pair.shadow)) this.#drop(rival);
    const before = this.#find(pair.primary);
    if (before !== undefined) this.#drop(before);
    this.#insert(pair);
    for (const extra of this.#beyondBound()) this.#drop(extra);
  }

  /** Pairs in which either value has another partner. */
  #rivalsOf(primary: number, shadow: number): IdPair[] {
    const known = this.#find(primary);
    if (known?.shadow === shadow) return [];
    const owner = this.#primaryOf.get(shadow);
    const other = owner === undefined ? undefined : this.#find(owner);
    return [known, other].filter((rival) => rival !== undefined);
  }

  #find(primary: number): IdPair | undefined {
    return this.#again.get(primary) ?? this.#once.get(primary);
  }

  #meet(primary: number): IdPair | undefined {
    const pair = this.#find(primary);
    if (pair === undefined) return undefined;
    this.#once.delete(primary);
    this.#again.delete(primary);
    this.#again.set(primary, pair);
    // Half of the room stays for what is new.
    for (const [oldest, demoted] of this.#again) {
      if (this.#again.size <= this.#maxPairs / 2) break;
      this.#again.delete(oldest);
      this.#once.set(oldest, demoted);
    }
    return pair;
  }

  #put(pair: IdPair): void {
    const before = this.#find(pair.primary);
    if (before !== undefined) this.#drop(before);
    this.#insert(pair);
    this.#onChange(pair, 'learned');
    for (const extra of this.#beyondBound()) this.#remove(extra);
  }

  #insert(pair: IdPair): void {
    this.#once.set(pair.primary, pair);
    this.#primaryOf.set(pair.shadow, pair.primary);
    if (pair.primary !== pair.shadow) this.#different += 1;
  }

  #beyondBound(): IdPair[] {
    const extra: IdPair[] = [];
    for (const pairs of [this.#once, this.#again]) {
      for (const pair of pairs.values()) {
        if (this.size - extra.length <= this.#maxPairs) return extra;
        extra.push(pair);
      }
    }
    return extra;
  }

  #remove(pair: IdPair): void {
    this.#drop(pair);
    this.#onChange(pair, 'forgotten');
  }

  #drop(pair: IdPair): void {
    this.#once.delete(pair.primary);
    this.#again.delete(pair.primary);
    if (this.#primaryOf.get(pair.shadow) === pair.primary) this.#primaryOf.delete(pair.shadow);
    if (pair.primary !== pair.shadow) this.#different -= 1;
  }
}
