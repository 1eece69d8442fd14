export interface PairedRatio {
  /** Geometric mean of the ratios. */
  readonly mean: number;
  /** One-sided 95 % upper confidence bound of that mean. */
  readonly upperBound: number;
}

/**
 * How many times `measured` is `baseline`, from runs made in pairs. With d the logarithms of the pairs' ratios, their mean m
 * and standard deviation s over n pairs: exp(m), and exp(m + t·s/√n) with t the 95 % quantile of Student's distribution of
 * n - 1 degrees of freedom (the paired t-test; NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.5.2).
 *
 * @param pairs `[measured, baseline]`, both positive, at least 3.
 */
export function pairedRatio(pairs: readonly (readonly [measured: number, baseline: number])[]): PairedRatio {
  const count = pairs.length;
  if (count < 3) throw new RangeError(`a confidence bound needs at least 3 pairs, not ${count}`);
  const logs = pairs.map(([measured, baseline]) => Math.log(measured / baseline));
  const mean = logs.reduce((sum, log) => sum + log, 0) / count;
  const variance = logs.reduce((sum, log) => sum + (log - mean) ** 2, 0) / (count - 1);
  const halfWidth = studentQuantile95(count - 1) * Math.sqrt(variance / count);
  return { mean: Math.exp(mean), upperBound: Math.exp(mean + halfWidth) };
}

/**
 * The 95 % quantile of Student's distribution, to 0.01 from 2 degrees of freedom on and to 0.001 from 4 on: the expansion in
 * the normal quantile of Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.5.
 */
export function studentQuantile95(degreesOfFreedom: number): number {
  const z = 1.644853626951473;
  const v = degreesOfFreedom;
  return (
    z +
    (z ** 3 + z) / (4 * v) +
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * v ** 2) +
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / (384 * v ** 3) +
    (79 * z ** 9 + 776 * z ** 7 + 1_482 * z ** 5 - 1_920 * z ** 3 - 945 * z) / (92_160 * v ** 4)
  );
}
