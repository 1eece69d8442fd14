/** Probability of at least `k` in `n`, each with probability `p`: summed term by term. */
export function atLeast(k: number, n: number, p: number): number {
  if (k <= 0) return 1;
  if (k > n || p <= 0) return 0;
  if (p >= 1) return 1;
  // The smaller tail, so that nothing is lost to rounding.
  if (k > n * p) return upperTail(k, n, p);
  return 1 - upperTail(n - k + 1, n, 1 - p);
}

/**
 * Exact interval of a rate, each bound missed with probability at most `level` / 2 (Clopper and Pearson, Biometrika 26(4), 1934).
 */
export function clopperPearson(k: number, n: number, level: number): readonly [number, number] {
  const lower = k === 0 ? 0 : bisect((p) => atLeast(k, n, p) >= level / 2);
  const upper = k === n ? 1 : bisect((p) => 1 - atLeast(k + 1, n, p) <= level / 2);
  return [lower, upper];
}

/** A test with its number of pairs fixed in advance: FAIL from `critical` differences on. */
export interface FixedTest {
  readonly n: number;
  readonly critical: number;
}

/**
 * The smallest exact binomial test of "the rate is at most p0" (or, where `rate` is below it, "at least p0") that is wrong with probability
 * at most `level` and finds `rate` with probability `power`. It must be told the rate before.
 */
export function fixedTest(
  p0: number,
  rate: number,
  { level, power }: { level: number; power: number },
): FixedTest {
  const isFound = (n: number): boolean => {
    const critical = criticalCount(n, p0, rate, level);
    return rate > p0 ? atLeast(critical, n, rate) >= power : 1 - atLeast(critical + 1, n, rate) >= power;
  };
  let above = 16;
  while (!isFound(above)) above *= 2;
  let below = above / 2;
  while (above - below > Math.max(1, above / 2_000)) {
    const middle = Math.floor((above + below) / 2);
    if (isFound(middle)) above = middle;
    else below = middle;
  }
  return { n: above, critical: criticalCount(above, p0, rate, level) };
}

function criticalCount(n: number, p0: number, rate: number, level: number): number {
  let critical = Math.ceil(n * p0);
  if (rate > p0) {
    while (atLeast(critical, n, p0) > level) critical += 1;
    return critical;
  }
  while (critical >= 0 && 1 - atLeast(critical + 1, n, p0) > level) critical -= 1;
  return critical;
}

function upperTail(k: number, n: number, p: number): number {
  let term = Math.exp(logChoose(n, k) + k * Math.log(p) + (n - k) * Math.log1p(-p));
  let sum = 0;
  for (let at = k; at <= n && term > sum * 1e-17; at += 1) {
    sum += term;
    term *= ((n - at) / (at + 1)) * (p / (1 - p));
  }
  return Math.min(1, sum);
}

function logChoose(n: number, k: number): number {
  return logFactorial(n) - logFactorial(k) - logFactorial(n - k);
}

const logFactorials: number[] = [0];

function logFactorial(n: number): number {
  for (let at = logFactorials.length; at <= n; at += 1)
    logFactorials.push((logFactorials[at - 1] ?? 0) + Math.log(at));
  return logFactorials[n] ?? 0;
}

function bisect(holds: (p: number) => boolean): number {
  let [below, above] = [0, 1];
  for (let halving = 0; halving < 50; halving += 1) {
    const middle = (below + above) / 2;
    if (holds(middle)) above = middle;
    else below = middle;
  }
  return above;
}
