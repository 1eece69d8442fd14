/** What has to hold for a PASS. */
export interface Gates {
  readonly differenceRate: number;
  readonly latency: { readonly p50: number; readonly p95: number; readonly p99: number };
  readonly minPairs: number;
  readonly minKeys: number;
  readonly loss: number;
  readonly setAside: number;
  readonly noise: number;
  readonly alpha: number;
  readonly require: readonly string[];
}
