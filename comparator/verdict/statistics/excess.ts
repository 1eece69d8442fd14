import { logMixture, times } from './log-mixture.ts';
import { firstRate } from './threshold.ts';

/** Of `n` pairs: in `up` only the shadow disagreed with the primary, in `down` only the control. */
export interface Balance {
  readonly up: number;
  readonly down: number;
  readonly n: number;
}

/**
 * Parts of the highest stake that is possible, and how much of the money is betted so. All on "only ever the shadow" has half: it doubles
 * with every pair that says so. The small ones are for noise: the best stake is about excess / variance, 0.02 where a field that is noisy in
 * 30 % of requests differs in 1 % more.
 */
const stakes = [
  { part: 1, weight: 1 / 2 },
  ...[0.8, 0.5, 0.3, 0.15, 0.08, 0.04, 0.02, 0.01].map((part) => ({ part, weight: 1 / 16 })),
];

/**
 * Logarithm of the evidence against "the mean of D is at most p0", D = 1 where only the shadow disagrees, -1 where only the control does,
 * else 0. Betting (Waudby-Smith and Ramdas, J. R. Stat. Soc. B 86(1), 2024): each bet multiplies by 1 + l (D - p0), which is never negative
 * for l in [0, 1/(1 + p0)] and has a mean of at most 1 under the hypothesis, given the past. With p0 = 0 it is a sign test.
 *
 * Each bet is at most what it would be with p0 = 0: so where a hypothesis with p0 = 0 is tested as long as the control never showed the
 * finding, and with p0 > 0 from then on, the evidence stays below a single supermartingale of "shadow and control are the same", and the
 * switch needs no correction.
 */
export function logAgainstExcess(p0: number, { up, down, n }: Balance): number {
  const highest = 1 / (1 + p0);
  return logMixture(
    stakes.map(({ part, weight }) => {
      const stake = part * highest;
      return {
        weight,
        logValue:
          times(up, Math.log1p(stake * (1 - p0))) +
          // Of the whole stake nothing is left; said exactly, for 1 - l (1 + p0) comes to 1e-17.
          times(down, Math.log1p(-part)) +
          times(n - up - down, Math.log1p(-stake * p0)),
      };
    }),
  );
}

/**
 * The lowest mean of D, from 0 up, that is rejected as too high at `level`, however often one looks. Inverts bets of the other side,
 * 1 - l (D - m) for l in [0, 1]: never negative for m in [0, 1], and rising with m.
 */
export function excessUpperBound({ up, down, n }: Balance, level: number): number {
  if (n === 0) return 1;
  const needed = -Math.log(level);
  return firstRate((mean) => logAgainstAtLeastExcess(mean, { up, down, n }) >= needed);
}

function logAgainstAtLeastExcess(mean: number, { up, down, n }: Balance): number {
  return logMixture(
    stakes.map(({ part, weight }) => ({
      weight,
      logValue:
        times(up, Math.log1p(-part * (1 - mean))) +
        times(down, Math.log1p(part * (1 + mean))) +
        times(n - up - down, Math.log1p(part * mean)),
    })),
  );
}
