import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  logAgainstAtLeast,
  logAgainstAtMost,
  lowerBound,
  upperBound,
  type Rate,
} from '../../../../comparator/verdict/statistics/rate.ts';
import { firstCount } from '../../../../comparator/verdict/statistics/threshold.ts';

const counts = fc
  .tuple(fc.nat({ max: 200_000 }), fc.nat({ max: 1_000 }))
  .map(([more, k]): Rate => ({ k, n: k + more }));

/** Binomial probabilities, by the recurrence of Pascal's triangle: independent of any formula used in the product. */
function binomial(n: number, p: number): number[] {
  let row = [1];
  for (let at = 0; at < n; at += 1) {
    row = Array.from({ length: row.length + 1 }, (_, k) => (row[k] ?? 0) * (1 - p) + (row[k - 1] ?? 0) * p);
  }
  return row;
}

/** Probability that a condition on (k, n) is ever met by pair `most`, by enumeration of all streams with their probabilities. */
function everMet(most: number, p: number, isMet: (rate: Rate) => boolean): number {
  let open = [1];
  let met = 0;
  for (let n = 1; n <= most; n += 1) {
    open = Array.from({ length: n + 1 }, (_, k) => (open[k] ?? 0) * (1 - p) + (open[k - 1] ?? 0) * p);
    open = open.map((probability, k) => {
      if (!isMet({ k, n })) return probability;
      met += probability;
      return 0;
    });
  }
  return met;
}

describe('evidence is fair', () => {
  test.each([0.001, 0.02, 0.3])(
    'its mean is 1 at a rate of exactly %d, whatever the number of pairs',
    (p0) => {
      for (const n of [1, 7, 60]) {
        const probabilities = binomial(n, p0);
        const mean = (logE: (rate: Rate) => number): number =>
          probabilities.reduce((sum, probability, k) => sum + probability * Math.exp(logE({ k, n })), 0);
        expect(mean((rate) => logAgainstAtMost(p0, rate))).toBeCloseTo(1, 9);
        expect(mean((rate) => logAgainstAtLeast(p0, rate))).toBeCloseTo(1, 9);
      }
    },
  );

  test('looking after each of 500 pairs, the level is held exactly, and used', () => {
    const level = 0.05;
    const p0 = 0.05;
    const wrongFail = everMet(500, p0, (rate) => logAgainstAtMost(p0, rate) >= -Math.log(level));
    const wrongPass = everMet(500, p0, (rate) => logAgainstAtLeast(p0, rate) >= -Math.log(level));
    expect(wrongFail).toBeLessThanOrEqual(level);
    expect(wrongFail).toBeGreaterThan(level / 5);
    expect(wrongPass).toBeLessThanOrEqual(level);
    expect(wrongPass).toBeGreaterThan(level / 5);
  });
});

describe('how many pairs a PASS takes', () => {
  const pairs = (k: number): number | undefined =>
    firstCount((more) => logAgainstAtLeast(0.001, { k, n: k + more }) >= Math.log(20), 1e6);

  test('the floor for any test is 2,995: what no difference in so many pairs leaves possible is 5 %', () => {
    expect(0.999 ** 2_994).toBeGreaterThan(0.05);
    expect(0.999 ** 2_995).toBeLessThan(0.05);
  });

  test('without a difference it comes within 1.3 times the floor', () => {
    expect(pairs(0)).toBe(3_398);
    expect(3_398 / 2_995).toBeLessThan(1.3);
  });

  test('strays delay it, and do not make it unreachable', () => {
    expect([1, 2, 5, 20].map((k) => (pairs(k) ?? Infinity) + k)).toEqual([7_315, 9_365, 15_025, 37_337]);
  });
});

describe('bounds', () => {
  test('they are where the evidence reaches its level, and enclose what was seen', () => {
    fc.assert(
      fc.property(counts, fc.constantFrom(0.01, 0.05), (rate, level) => {
        const [lower, upper] = [lowerBound(rate, level), upperBound(rate, level)];
        expect(lower).toBeLessThanOrEqual(upper);
        if (rate.n > 0) {
          expect(lower).toBeLessThanOrEqual(rate.k / rate.n);
          expect(upper).toBeGreaterThanOrEqual(rate.k / rate.n - 1e-9);
        }
        if (lower > 1e-6 && lower < 1)
          expect(logAgainstAtMost(lower * 0.999, rate)).toBeGreaterThan(-Math.log(level));
        if (upper < 0.99) expect(logAgainstAtLeast(upper * 1.001, rate)).toBeGreaterThan(-Math.log(level));
      }),
    );
  });

  test('the evidence against "at most p0" falls with p0, that against "at least p0" rises', () => {
    const rates = Array.from({ length: 200 }, (_, at) => 10 ** (-5 + at / 40.1));
    fc.assert(
      fc.property(counts, (rate) => {
        for (const [at, p0] of rates.slice(1).entries()) {
          const before = rates[at] ?? 0;
          expect(logAgainstAtMost(p0, rate)).toBeLessThanOrEqual(logAgainstAtMost(before, rate) + 1e-6);
          expect(logAgainstAtLeast(p0, rate)).toBeGreaterThanOrEqual(logAgainstAtLeast(before, rate) - 1e-6);
        }
      }),
      { numRuns: 30 },
    );
  });

  test('of nothing seen, nothing is known', () => {
    expect([lowerBound({ k: 0, n: 0 }, 0.05), upperBound({ k: 0, n: 0 }, 0.05)]).toEqual([0, 1]);
  });
});
