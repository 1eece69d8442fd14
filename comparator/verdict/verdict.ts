import type { DifferenceClass } from '../compare/difference.ts';
import type { Epoch } from './evidence-document.ts';
import type { Gates } from './gates.ts';

export type Outcome = 'pass' | 'fail' | 'inconclusive';

/** What the evidence says, and everything needed to check it by hand. */
export interface Verdict {
  readonly migration: string;
  readonly judgedAt: Date;
  readonly outcome: Outcome;
  /** Why it is no PASS: what fails first, then what is missing. For a PASS, what it rests on. */
  readonly reasons: readonly Reason[];
  readonly epoch: Epoch;
  readonly gates: Gates;
  /** Which traffic this is about. */
  readonly population: {
    readonly pairs: number;
    /** Over all endpoints; `maxKeys` means that many or more. */
    readonly keys: number;
    readonly endpoints: number;
    readonly from: Date | null;
    readonly to: Date | null;
  };
  /** How alpha is split; a family fails when its e-value reaches 1 / level. */
  readonly levels: Readonly<Record<'rest' | 'findings' | 'latency' | 'pass', number>>;
  readonly confirmed: readonly ConfirmedFinding[];
  readonly rest: RestResult;
  readonly endpoints: readonly EndpointResult[];
  readonly latency: readonly LatencyResult[];
  readonly noise: readonly NoiseResult[];
  readonly ledger: {
    readonly settled: number;
    readonly evidence: number;
    readonly setAside: number;
    readonly loss: number;
  };
  readonly rules: readonly RuleUse[];
  /** Differences that the mapping, generated values and clocks account for. */
  readonly expected: readonly {
    readonly endpoint: string;
    readonly path: string;
    readonly class: DifferenceClass;
    readonly by: string;
    readonly pairs: number;
  }[];
}

export interface Reason {
  /** `fails`: it is a FAIL. `blocks`: no PASS as long as it is so. `supports`: what a PASS rests on. */
  readonly effect: 'fails' | 'blocks' | 'supports';
  /** Short and constant, for programs. */
  readonly code: string;
  /** A sentence: what, how many of how many, and what to do. */
  readonly text: string;
}

export interface ConfirmedFinding {
  readonly id: string;
  readonly endpoint: string;
  readonly path: string;
  readonly class: DifferenceClass;
  readonly pairs: number;
  readonly keys: number;
  /** Evidence that it is no noise; null without a control, where there is no noise but what rules declare. */
  readonly eValue: number | null;
  /** Whether it fails, or is only suspected and blocks. */
  readonly standing: 'confirmed' | 'suspected';
}

/** The unexplained rest: k in n pairs against the budget. */
export interface RestResult {
  readonly n: number;
  readonly k: number;
  /** Pairs in which only the control disagreed. */
  readonly controlOnly: number;
  readonly eFail: number;
  readonly ePass: number;
  /** Bounds of the rate that hold at all times, at confidence 1 - alpha. */
  readonly lower: number;
  readonly upper: number;
}

export interface EndpointResult {
  readonly endpoint: string;
  readonly pairs: number;
  readonly keys: number;
  /** Of all pairs. */
  readonly share: number;
  readonly required: boolean;
  readonly covered: boolean;
  /** Upper bound of its rate of unexplained differences. */
  readonly upper: number;
}

export interface LatencyResult {
  readonly endpoint: string;
  readonly quantile: 'p50' | 'p95' | 'p99';
  readonly gate: number;
  /** Of the two sides' sketches; null where one has none. */
  readonly ratio: number | null;
  readonly lower: number;
  /** Infinity is `null`. */
  readonly upper: number | null;
  readonly blocks: number;
  readonly standing: 'slower' | 'within' | 'open';
}

export interface NoiseResult {
  readonly id: string;
  readonly endpoint: string;
  readonly path: string;
  readonly class: DifferenceClass;
  readonly pairs: number;
  readonly shadowOnly: number;
  readonly controlOnly: number;
  readonly both: number;
  readonly standing: 'noise' | 'not-assessable' | 'regression';
  /** Upper bound of by how much more often the shadow disagrees than the control. */
  readonly excessUpper: number;
}

export interface RuleUse {
  readonly id: string;
  readonly owner: string;
  readonly reason: string;
  readonly hits: number;
  readonly lastHit: Date | null;
  readonly expires: Date | null;
  readonly standing: 'active' | 'expired' | 'stale' | 'over-broad';
}
