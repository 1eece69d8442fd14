/** What `GET /v1/migrations/{name}/verdict` answers: the comparator's verdict, times as ISO 8601, infinity as null. */

export type Outcome = 'pass' | 'fail' | 'inconclusive';

export interface Verdict {
  readonly migration: string;
  readonly judgedAt: string;
  readonly outcome: Outcome;
  readonly reasons: readonly Reason[];
  readonly epoch: Epoch;
  readonly gates: Gates;
  readonly population: Population;
  /** Shares of alpha, by what they are spent on. */
  readonly levels: Readonly<Record<string, number>>;
  readonly confirmed: readonly ConfirmedFinding[];
  readonly rest: Rest;
  readonly endpoints: readonly EndpointCoverage[];
  readonly latency: readonly Latency[];
  readonly noise: readonly Noise[];
  readonly ledger: {
    readonly settled: number;
    readonly evidence: number;
    readonly setAside: number;
    readonly loss: number;
  };
  readonly expected: readonly Expected[];
}

export interface Reason {
  readonly effect: 'fails' | 'blocks' | 'supports';
  readonly code: string;
  readonly text: string;
}

export interface Epoch {
  readonly id: string;
  readonly dataCycle: number;
  readonly builds: { readonly primary: string | null; readonly shadow: string | null };
  readonly startedAt: string;
  readonly recomputed: 'exact' | 'estimate' | 'anew';
}

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

export interface Population {
  readonly pairs: number;
  readonly keys: number;
  readonly endpoints: number;
  readonly from: string | null;
  readonly to: string | null;
}

export interface ConfirmedFinding {
  readonly id: string;
  readonly endpoint: string;
  readonly path: string;
  readonly class: string;
  readonly pairs: number;
  readonly keys: number;
  readonly eValue: number | null;
  readonly standing: 'confirmed' | 'suspected';
}

/** `eFail` and `ePass` are null where they are beyond all numbers. */
export interface Rest {
  readonly n: number;
  readonly k: number;
  readonly controlOnly: number;
  readonly eFail: number | null;
  readonly ePass: number | null;
  readonly lower: number;
  readonly upper: number;
}

export interface EndpointCoverage {
  readonly endpoint: string;
  readonly pairs: number;
  readonly keys: number;
  readonly share: number;
  readonly required: boolean;
  readonly covered: boolean;
  readonly upper: number;
}

export interface Latency {
  readonly endpoint: string;
  readonly quantile: 'p50' | 'p95' | 'p99';
  readonly gate: number;
  readonly ratio: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly blocks: number;
  readonly standing: 'slower' | 'within' | 'open';
}

export interface Noise {
  readonly id: string;
  readonly endpoint: string;
  readonly path: string;
  readonly class: string;
  readonly pairs: number;
  readonly shadowOnly: number;
  readonly controlOnly: number;
  readonly both: number;
  readonly standing: 'noise' | 'not-assessable' | 'regression';
  readonly excessUpper: number;
}

export interface Expected {
  readonly endpoint: string;
  readonly path: string;
  readonly class: string;
  readonly by: string;
  readonly pairs: number;
}
