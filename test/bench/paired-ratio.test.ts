import { describe, expect, it } from 'vitest';
import { pairedRatio, studentQuantile95 } from '../../bench/paired-ratio.ts';

describe('pairedRatio', () => {
  // Worked by hand: logarithms 0 and ±ln 1.1, so their mean is 0 and their standard deviation ln 1.1.
  it('bounds the mean of the ratios by the spread of the pairs', () => {
    const { mean, upperBound } = pairedRatio([
      [100, 100],
      [110, 100],
      [100, 110],
    ]);

    expect(mean).toBeCloseTo(1, 10);
    expect(upperBound).toBeCloseTo(Math.exp((2.92 * Math.log(1.1)) / Math.sqrt(3)), 2);
  });

  it('does not mind that the machine was slower for one pair than for the next', () => {
    const { mean, upperBound } = pairedRatio([
      [105, 100],
      [210, 200],
      [52.5, 50],
    ]);

    expect(mean).toBeCloseTo(1.05, 10);
    expect(upperBound).toBeCloseTo(1.05, 10);
  });

  it('refuses a bound from two pairs', () => {
    expect(() =>
      pairedRatio([
        [1, 1],
        [2, 1],
      ]),
    ).toThrow(/at least 3 pairs/);
  });
});

describe('studentQuantile95', () => {
  // NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2.
  it.each([
    [4, 2.132],
    [9, 1.833],
    [11, 1.796],
    [23, 1.714],
    [100, 1.66],
  ])('is that of the tables for %i degrees of freedom', (degreesOfFreedom, expected) => {
    expect(studentQuantile95(degreesOfFreedom)).toBeCloseTo(expected, 3);
  });
});
