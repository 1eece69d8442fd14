/** Bounds that the evidence was collected under: what could have been tested, not what happened to be seen. */
export interface JudgeLimits {
  readonly endpoints: number;
  readonly findings: number;
}

/** Those of the comparator, where nobody set others. */
export const defaultJudgeLimits: JudgeLimits = { endpoints: 1_000, findings: 2_000 };

/**
 * How alpha is split over the families whose hypotheses can make a FAIL: the sum bounds the probability of any wrong one (Bonferroni). The
 * rest has half: at twice the budget, half of a share costs 1,800 pairs there, but one pair more of a finding and one block more of latency.
 */
const failShares = { rest: 1 / 2, findings: 1 / 4, latency: 1 / 4 } as const;

/**
 * PASS needs every claim (each bound under its gate), each at alpha in full: a wrong PASS asserts at least one false claim, and that one was
 * asserted with probability at most alpha (intersection-union test, Berger, Technometrics 24(4), 1982). So nothing is split there.
 */
export function levelsOf(alpha: number): Readonly<Record<'rest' | 'findings' | 'latency' | 'pass', number>> {
  return {
    rest: alpha * failShares.rest,
    findings: alpha * failShares.findings,
    latency: alpha * failShares.latency,
    pass: alpha,
  };
}
