/** What has to hold for a PASS; of the migration's `gates`. */
export interface Gates {
  /** Budget p0: the highest tolerated rate of pairs with an unexplained difference. */
  readonly differenceRate: number;
  /** The highest tolerated ratio of upstream times, shadow to primary, by quantile. */
  readonly latency: { readonly p50: number; readonly p95: number; readonly p99: number };
  /** Pairs of an endpoint before anything is said of it. */
  readonly minPairs: number;
  /** Distinct keys, likewise. */
  readonly minKeys: number;
  /** The highest tolerated share of requests that were lost, and that were set aside. */
  readonly loss: number;
  readonly setAside: number;
  /** On a noisy path: by how much more often than the control the shadow may disagree, as far as evidence can tell. */
  readonly noise: number;
  /** Probability of a wrong FAIL that the migration accepts, and of a wrong PASS. */
  readonly alpha: number;
  /** Endpoints that must be covered however little of the traffic they are. */
  readonly require: readonly string[];
}

export const defaultGates: Gates = {
  differenceRate: 0.001,
  latency: { p50: 1.25, p95: 1.25, p99: 1.25 },
  minPairs: 500,
  minKeys: 30,
  loss: 0.01,
  setAside: 0.01,
  noise: 0.01,
  alpha: 0.05,
  require: [],
};
