/** Numbers in [0, 1), the same for the same seed. */
export type Random = () => number;

/**
 * xoshiro128** (Blackman and Vigna, ACM Trans. Math. Softw. 47(4), 2021), its state drawn from the seed by SplitMix32: thousands of streams of
 * a hundred thousand pairs need more than 32 bits of state.
 */
export function randomNumbers(seed: number): Random {
  let mixer = seed >>> 0;
  const split = (): number => {
    mixer = (mixer + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(mixer ^ (mixer >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  };
  let [a, b, c, d] = [split(), split(), split(), split() | 1];
  return () => {
    const times5 = Math.imul(b, 5);
    const result = Math.imul((times5 << 7) | (times5 >>> 25), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = (d << 11) | (d >>> 21);
    return result / 2 ** 32;
  };
}

/** How many pairs until the next that is of a kind with this rate, itself included: at least 1. */
export function pairsUntil(rate: number, random: Random): number {
  if (rate >= 1) return 1;
  return rate <= 0 ? Infinity : 1 + Math.floor(Math.log1p(-random()) / Math.log1p(-rate));
}

const pool = new Float64Array(2 ** 20);

/** Normally distributed, mean 0, deviation 1: drawn from a million that were made once, for a stream takes four for each pair. */
export function normal(random: Random): number {
  if (pool[0] === 0) fillPool();
  return pool[Math.floor(random() * pool.length)] ?? 0;
}

/** Box and Muller. */
function fillPool(): void {
  const random = randomNumbers(1);
  for (let at = 0; at < pool.length; at += 2) {
    const radius = Math.sqrt(-2 * Math.log1p(-random()));
    const angle = 2 * Math.PI * random();
    pool[at] = radius * Math.cos(angle);
    pool[at + 1] = radius * Math.sin(angle);
  }
}
