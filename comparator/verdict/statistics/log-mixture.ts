/** One bet of a mixture: what share of the stake is on it, and the logarithm of what it has come to. */
export interface Bet {
  readonly weight: number;
  readonly logValue: number;
}

/** The logarithm of a weighted sum of exponentials; the largest is taken out, so that nothing overflows. */
export function logMixture(bets: readonly Bet[]): number {
  const largest = bets.reduce((most, { logValue }) => Math.max(most, logValue), -Infinity);
  if (!Number.isFinite(largest)) return largest;
  return (
    largest + Math.log(bets.reduce((sum, bet) => sum + bet.weight * Math.exp(bet.logValue - largest), 0))
  );
}

/** `count` times a logarithm: what came 0 times adds nothing, even where it would have been impossible. */
export function times(count: number, logFactor: number): number {
  return count === 0 ? 0 : count * logFactor;
}
