/** Numbers in [0, 1), the same sequence for the same seed. */
export type Random = () => number;

/** Mulberry32 by Tommy Ettinger: 32 bits of state, good enough to deal cards. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function integerBelow(limit: number, random: Random): number {
  return Math.floor(random() * limit);
}

/** One of the items; the list must not be empty. */
export function pick<Item>(items: readonly Item[], random: Random): Item {
  const item = items[integerBelow(items.length, random)];
  if (item === undefined) throw new RangeError('nothing to pick from: the list is empty');
  return item;
}

/** Exponentially distributed with the given mean, as times between independent events are. */
export function exponential(mean: number, random: Random): number {
  return -mean * Math.log(1 - random());
}

/** A new array in random order (Fisher-Yates). */
export function shuffled<Item>(items: readonly Item[], random: Random): Item[] {
  const deck = [...items];
  for (let end = deck.length - 1; end > 0; end -= 1) {
    const other = integerBelow(end + 1, random);
    [deck[end], deck[other]] = [deck[other] as Item, deck[end] as Item];
  }
  return deck;
}

/** A version 4 UUID, as a client would make one. */
export function uuid(random: Random): string {
  const hex = Array.from({ length: 32 }, () => integerBelow(16, random).toString(16));
  hex[12] = '4';
  hex[16] = '8';
  const text = hex.join('');
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join(
    '-',
  );
}
