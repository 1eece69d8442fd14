import { describe, expect, test } from 'vitest';
import { atLeast, clopperPearson, fixedTest } from '../../../bench/verdict/binomial.ts';

describe('exact binomial', () => {
  test('tails are those of a hand count', () => {
    // 3 of 4 with 1/2: (4 + 1) / 16.
    expect(atLeast(3, 4, 0.5)).toBeCloseTo(5 / 16, 12);
    expect(atLeast(1, 2_995, 0.001)).toBeCloseTo(1 - 0.999 ** 2_995, 12);
  });

  // Newcombe, Statistics in Medicine 17, 1998, table I, method 5.
  test.each([
    [81, 263, 0.2527, 0.3676],
    [15, 148, 0.0578, 0.1617],
    [0, 20, 0, 0.1684],
    [1, 29, 0.0009, 0.1776],
  ])('the interval of %i in %i is %d to %d, as published', (k, n, lower, upper) => {
    const interval = clopperPearson(k, n, 0.05);
    expect(interval[0]).toBeCloseTo(lower, 4);
    expect(interval[1]).toBeCloseTo(upper, 4);
  });

  test('a fixed test holds its level, and finds what it was made for', () => {
    const { n, critical } = fixedTest(0.001, 0.005, { level: 0.05, power: 0.95 });
    expect(atLeast(critical, n, 0.001)).toBeLessThanOrEqual(0.05);
    expect(atLeast(critical, n, 0.005)).toBeGreaterThanOrEqual(0.95);
  });
});
