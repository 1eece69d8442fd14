import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  excessUpperBound,
  logAgainstExcess,
  type Balance,
} from '../../../../comparator/verdict/statistics/excess.ts';
import { firstCount } from '../../../../comparator/verdict/statistics/threshold.ts';

/** Probabilities of (up, down) after so many pairs, by enumeration. */
function trinomial(n: number, pUp: number, pDown: number): { balance: Balance; probability: number }[] {
  let states = new Map([['0 0', 1]]);
  for (let at = 0; at < n; at += 1) {
    const next = new Map<string, number>();
    for (const [state, probability] of states) {
      const [up = 0, down = 0] = state.split(' ').map(Number);
      for (const [key, factor] of [
        [`${up + 1} ${down}`, pUp],
        [`${up} ${down + 1}`, pDown],
        [state, 1 - pUp - pDown],
      ] as const) {
        next.set(key, (next.get(key) ?? 0) + probability * factor);
      }
    }
    states = next;
  }
  return [...states].map(([state, probability]) => {
    const [up = 0, down = 0] = state.split(' ').map(Number);
    return { balance: { up, down, n }, probability };
  });
}

describe('evidence is fair', () => {
  test.each([
    [0, 0.3, 0.3],
    [0, 0.01, 0.01],
    [0.001, 0.101, 0.1],
    [0.05, 0.05, 0],
  ])('against a mean of at most %d its mean is 1 where %d and %d disagree', (p0, pUp, pDown) => {
    for (const n of [1, 5, 25]) {
      const mean = trinomial(n, pUp, pDown).reduce(
        (sum, { balance, probability }) => sum + probability * Math.exp(logAgainstExcess(p0, balance)),
        0,
      );
      expect(mean).toBeCloseTo(1, 9);
    }
  });

  test('looking after each of 250 pairs, the level is held exactly: enumerated for noise of 30 %', () => {
    const level = 0.05;
    const most = 250;
    const [pUp, pDown] = [0.21, 0.21];
    let open: number[][] = [[1]];
    let met = 0;
    for (let n = 1; n <= most; n += 1) {
      const next: number[][] = [];
      for (let up = 0; up <= n; up += 1) {
        const row: number[] = [];
        for (let down = 0; down <= n - up; down += 1) {
          const probability =
            (open[up]?.[down] ?? 0) * (1 - pUp - pDown) +
            (open[up - 1]?.[down] ?? 0) * pUp +
            (open[up]?.[down - 1] ?? 0) * pDown;
          // Only where the shadow is ahead by a few can the level be reached.
          if (probability > 0 && up - down > 4 && logAgainstExcess(0, { up, down, n }) >= -Math.log(level)) {
            met += probability;
            row.push(0);
          } else row.push(probability);
        }
        next.push(row);
      }
      open = next;
    }
    expect(met).toBeLessThanOrEqual(level);
    expect(met).toBeGreaterThan(level / 5);
  });

  test('once the control showed it, the evidence is below what it was against no excess at all', () => {
    fc.assert(
      fc.property(fc.nat({ max: 500 }), fc.nat({ max: 500 }), fc.nat({ max: 10_000 }), (up, down, more) => {
        const balance = { up, down, n: up + down + more };
        expect(logAgainstExcess(0.001, balance)).toBeLessThanOrEqual(logAgainstExcess(0, balance) + 1e-9);
      }),
    );
  });
});

describe('how much it takes', () => {
  test('a sign test: 19 pairs of the shadow alone decide, with 2,000 findings possible', () => {
    const needed = Math.log(2_000 / 0.0125);
    expect(firstCount((up) => logAgainstExcess(0, { up, down: 0, n: up }) >= needed, 1e4)).toBe(19);
    // The floor: 2^-s is how probable s heads in a row are.
    expect(2 ** 17).toBeLessThan(2_000 / 0.0125);
    expect(2 ** 18).toBeGreaterThan(2_000 / 0.0125);
  });
});

describe('the upper bound of the excess', () => {
  test('it lies above what was seen, and rejects what is above it', () => {
    fc.assert(
      fc.property(fc.nat({ max: 300 }), fc.nat({ max: 300 }), fc.nat({ max: 50_000 }), (up, down, more) => {
        const n = up + down + more;
        const upper = excessUpperBound({ up, down, n }, 0.05);
        if (n > 0) expect(upper).toBeGreaterThanOrEqual(Math.max(0, (up - down) / n) - 1e-9);
        expect(upper).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('noise of 30 % on both sides leaves 0.7 % possible after 100,000 pairs, of 1 % less than 0.15 %', () => {
    expect(excessUpperBound({ up: 21_000, down: 21_000, n: 100_000 }, 0.05)).toBeCloseTo(0.0069, 4);
    expect(excessUpperBound({ up: 990, down: 990, n: 100_000 }, 0.05)).toBeCloseTo(0.0015, 4);
  });

  test('at the true excess it is too low with probability at most its level', () => {
    const mean = 0.1;
    const tooLow = trinomial(40, 0.3, 0.2).reduce(
      (sum, { balance, probability }) => (excessUpperBound(balance, 0.1) < mean ? sum + probability : sum),
      0,
    );
    expect(tooLow).toBeLessThanOrEqual(0.1);
    expect(tooLow).toBeGreaterThan(0);
  });
});
