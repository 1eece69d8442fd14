import { logMixture, times } from './log-mixture.ts';
import { firstRate } from './threshold.ts';

/** `k` of `n` pairs. */
export interface Rate {
  readonly k: number;
  readonly n: number;
}

/**
 * Alternatives to p0 lie at p0^(1 - j/24), j = 1 to 24: evenly on a logarithmic scale, each 1.33 times the one before where p0 is 0.001, up to
 * 1. The stake on each falls as 1/j, for a rate near the budget takes the most pairs to tell from it.
 */
const higherRates = harmonicStakes(24);

/**
 * Alternatives below p0, as parts of it, and what is staked on each. Half the stake is on "never": at alpha 0.05 and p0 0.001 it makes the
 * PASS after 3,398 pairs without a difference, where the floor for any test is ln 20 / -ln(1 - p0) = 2,995. It is lost at the first stray
 * difference, and the rest recovers: with one, the PASS comes after 7,315 pairs, and it still comes with a rate of three quarters of p0.
 */
const lowerRates = [
  { part: 0, weight: 1 / 2 },
  { part: 1 / 8, weight: 1 / 8 },
  { part: 1 / 4, weight: 1 / 8 },
  { part: 1 / 2, weight: 1 / 8 },
  { part: 3 / 4, weight: 1 / 8 },
];

/**
 * Logarithm of the evidence against "the rate is at most p0", 0 < p0 < 1. A mixture with fixed weights of Bernoulli likelihood ratios
 * (Robbins, Ann. Math. Statist. 41(5), 1970; Ramdas, Grünwald, Vovk, Shafer, Statistical Science 38(4), 2023, section 3): a
 * supermartingale that starts at 1 whenever, given the past, a pair differs with probability at most p0. So by Ville's inequality it
 * ever reaches 1 / level with probability at most `level`, however often one looks; and it is a function of the counts alone.
 */
export function logAgainstAtMost(p0: number, { k, n }: Rate): number {
  return logMixture(
    higherRates.map(({ exponent, weight }) => ({
      weight,
      logValue: logLikelihoodRatio(p0 ** exponent, p0, { k, n }),
    })),
  );
}

/** Logarithm of the evidence against "the rate is at least p0": the same with alternatives below p0. */
export function logAgainstAtLeast(p0: number, { k, n }: Rate): number {
  return logMixture(
    lowerRates.map(({ part, weight }) => ({
      weight,
      logValue: logLikelihoodRatio(part * p0, p0, { k, n }),
    })),
  );
}

/**
 * The lowest rate that is not rejected at `level`: with probability 1 - level it is never above the true one, however often one looks.
 * Inverts `logAgainstAtMost`, which falls with p0: both factors do, p0^(-x) and (1 - p0^(1-x)) / (1 - p0).
 */
export function lowerBound(rate: Rate, level: number): number {
  if (rate.k === 0) return 0;
  return firstRate((p0) => p0 > 0 && (p0 >= 1 || logAgainstAtMost(p0, rate) < -Math.log(level)));
}

/** The lowest rate that is rejected as too high at `level`. Inverts `logAgainstAtLeast`, which rises with p0. */
export function upperBound(rate: Rate, level: number): number {
  if (rate.n === 0) return 1;
  return firstRate((p0) => p0 > 0 && p0 < 1 && logAgainstAtLeast(p0, rate) >= -Math.log(level));
}

function logLikelihoodRatio(q: number, p0: number, { k, n }: Rate): number {
  return times(k, Math.log(q / p0)) + times(n - k, Math.log1p(-q) - Math.log1p(-p0));
}

function harmonicStakes(count: number): { readonly exponent: number; readonly weight: number }[] {
  const shares = Array.from({ length: count }, (_, at) => 1 / (at + 1));
  const sum = shares.reduce((total, share) => total + share, 0);
  return shares.map((share, at) => ({ exponent: 1 - (at + 1) / count, weight: share / sum }));
}
