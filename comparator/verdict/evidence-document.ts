import type { Explanation } from '../compare/explanation.ts';
import type { DifferenceClass } from '../compare/difference.ts';
import type { Exemplar } from '../findings/finding.ts';
import type { Fate } from '../ledger/fate.ts';
import type { Reconciliation } from '../reconcile/reconcile.ts';
import type { Rule } from '../rules/rule.ts';
import type { Gates } from './gates.ts';

/**
 * Everything a verdict is made of: what the store has of one epoch of one migration, and what was declared. It is what is exported, and
 * all that `judge` reads. Evidence is counts and sketches, so documents of several comparators add up.
 */
export interface EvidenceDocument {
  readonly format: 'umbra-evidence/1';
  readonly migration: string;
  readonly takenAt: Date;
  readonly epoch: Epoch;
  readonly gates: Gates;
  readonly rules: readonly Rule[];
  /** Requests have a key; without one each counts as its own. */
  readonly keyed: boolean;
  /** A control upstream is declared. */
  readonly controlled: boolean;
  readonly dataCycle: DataCycle;
  readonly ledger: EpochLedger;
  readonly endpoints: readonly EndpointEvidence[];
  /** Every kind of difference that a pattern names, rules not applied. */
  readonly findings: readonly FindingEvidence[];
  readonly patterns: readonly PatternEvidence[];
  readonly explained: readonly ExplainedEvidence[];
  /** What did not fit a bound: it is in no finding, under endpoint `*`, or in no pattern (`patterns` counts pairs). */
  readonly overflow: { readonly findings: number; readonly endpoints: number; readonly patterns: number };
}

/** The span over which evidence may be added up. Equal content has an equal id, on every comparator. */
export interface Epoch {
  readonly id: string;
  /** Of what was compared and how: upstreams, mirror policy but for its percent, everything in `compare` but for ignore rules. */
  readonly configuration: string;
  readonly rules: string;
  readonly dataCycle: number;
  /** Build of each stack, by the header `compare.build` names; null where it is not named or was not sent. */
  readonly builds: { readonly primary: string | null; readonly shadow: string | null };
  readonly startedAt: Date;
  /** How what was found before the last change of rules was taken over. */
  readonly recomputed: 'exact' | 'estimate' | 'anew';
}

/** From one reset of the shadow to the next. */
export interface DataCycle {
  readonly number: number;
  /** Why its data may differ from production's: eligible writes that were not mirrored. Empty is whole. */
  readonly gaps: readonly Gap[];
}

export interface Gap {
  readonly reason: 'halted' | 'writes-not-mirrored' | 'control-plane-away';
  readonly from: Date;
  /** Null while it is open. */
  readonly to: Date | null;
}

export interface EpochLedger {
  readonly fates: Readonly<Partial<Record<Fate, number>>>;
  /** Of the migration as a whole: Envoys know of no epochs. */
  readonly reconciliation: Reconciliation;
}

export interface EndpointEvidence {
  readonly endpoint: string;
  /** Pairs that are evidence: compared whole, or with a shadow that failed. Each is in exactly one pattern, or was identical. */
  readonly pairs: number;
  /** Of them, pairs that had a control half. */
  readonly controlled: number;
  /** At most `maxKeys` hashes of distinct keys. */
  readonly keyHashes: readonly string[];
  /** Paths of the fields that answers have, learned from a sample; at most 500. */
  readonly fields: readonly string[];
  readonly latency: LatencyEvidence;
  readonly firstSeen: Date;
  readonly lastSeen: Date;
}

export interface FindingEvidence {
  readonly id: string;
  readonly endpoint: string;
  readonly path: string;
  readonly class: DifferenceClass;
  /** Pairs in which the shadow showed it. */
  readonly count: number;
  /** Pairs in which the control showed it. */
  readonly controlCount: number;
  /** Distinct keys on which the shadow showed it; `maxKeys` means that many or more. */
  readonly keys: number;
  /** At most `maxKeys` of their hashes. Without them, keys of several documents cannot be told apart when these are merged. */
  readonly keyHashes?: readonly string[] | undefined;
  readonly firstSeen: Date;
  readonly lastSeen: Date;
  readonly exemplars: readonly Exemplar[];
}

/** Pairs in which exactly these findings came together; ids sorted. A pair without a control half has all in `shadowOnly`. */
export interface PatternEvidence {
  readonly endpoint: string;
  readonly controlled: boolean;
  readonly shadowOnly: readonly string[];
  readonly controlOnly: readonly string[];
  readonly both: readonly string[];
  readonly pairs: number;
}

export interface ExplainedEvidence {
  readonly endpoint: string;
  readonly path: string;
  readonly class: DifferenceClass;
  readonly by: Explanation;
  readonly count: number;
  readonly lastSeen: Date;
}

/** Upstream times: last byte received minus first byte sent. A request that the upstream failed took infinitely long. */
export interface LatencyEvidence {
  /** Microseconds. */
  readonly primary: Sketch;
  readonly shadow: Sketch;
  /** Of blocks of consecutive pairs: the ratio of the two sides' quantiles in each, shadow to primary. */
  readonly blocks: { readonly p50: Sketch; readonly p95: Sketch; readonly p99: Sketch };
}

/**
 * Counts by logarithmic bins: bin i holds values in (g^(i-1), g^i], g = (1 + a) / (1 - a) with relative accuracy a = 0.01, so sketches add
 * up (Masson, Rim, Lee: DDSketch, PVLDB 12(12), 2019).
 */
export interface Sketch {
  /** [bin, count], bins rising. */
  readonly bins: readonly (readonly [number, number])[];
  readonly zero: number;
  readonly infinite: number;
}
