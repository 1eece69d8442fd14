import type { Explanation } from '../compare/explanation.ts';
import type { Basis } from '../epoch/basis.ts';
import type { GeneratedRow } from '../generated/generated-memory.ts';
import type { Fate } from '../ledger/fate.ts';
import type { SeedMark } from '../ledger/ledger.ts';
import type { SetAsideRow } from '../ledger/set-aside-counts.ts';
import type { EnvoyAccount } from '../reconcile/envoy-accounts.ts';
import type { TaintChanges } from '../taint/stored-taints.ts';
import type { Epoch, EndpointEvidence, PatternEvidence } from '../verdict/evidence-document.ts';
import type { FindingIdentity } from './finding.ts';
import type { DrawnExemplar } from './sample.ts';

/** Whose evidence a row is. */
export interface OfBasis {
  readonly migration: string;
  /** Its id. */
  readonly basis: string;
}

/** A basis that the batch has rows of. */
export interface BasisRow {
  readonly migration: string;
  readonly basis: Basis;
  /** Of the pairs in the batch; null where there are none. */
  readonly lastSeen: Date | null;
}

/** An epoch that has begun; the first row of it stays. */
export interface EpochRow extends OfBasis, Pick<Epoch, 'id' | 'rules' | 'startedAt' | 'recomputed'> {}

export interface FateRow {
  readonly migration: string;
  /** Null where no basis was known yet: it is in the ledger of the migration alone. */
  readonly basis: string | null;
  readonly fate: Fate;
  /** Negative where earlier counts are corrected. */
  readonly count: number;
}

/** How pairs of an endpoint ended; each is in one of the first three. */
export interface PairCounts {
  /** Compared whole, and the shadow showed no difference. */
  readonly identical: number;
  /** Compared whole, and it showed some. */
  readonly differing: number;
  /** Truncated with differences, or the shadow failed. */
  readonly partial: number;
  /** Of all of them, those with a control half. */
  readonly controlled: number;
}

export interface EndpointRow
  extends OfBasis, PairCounts, Omit<EndpointEvidence, 'endpoint' | 'pairs' | 'controlled'> {
  readonly endpoint: string;
}

export interface FindingRow extends OfBasis, FindingIdentity {
  readonly id: string;
  /** Pairs in which the shadow showed it. */
  readonly count: number;
  /** Pairs in which the control showed it. */
  readonly controlCount: number;
  readonly firstSeen: Date;
  readonly lastSeen: Date;
  /** At most `maxKeys`, of distinct keys on which the shadow showed it. */
  readonly keyHashes: readonly string[];
  readonly exemplars: readonly DrawnExemplar[];
}

export interface PatternRow extends OfBasis, PatternEvidence {
  /** Of endpoint, control and findings. */
  readonly id: string;
  /** Of the pairs, those that were compared whole. */
  readonly compared: number;
}

export interface ExplainedRow extends OfBasis, FindingIdentity {
  readonly by: Explanation;
  readonly count: number;
  readonly lastSeen: Date;
}

/**
 * What did not fit: differences of findings over the bound, and pairs with more differences than are kept (`findings`); pairs of
 * endpoints over it, counted under `*` (`endpoints`); pairs of which no pattern says what exactly came together (`patterns`).
 */
export interface Overflow {
  readonly findings: number;
  readonly endpoints: number;
  readonly patterns: number;
}

export interface OverflowRow extends OfBasis, Overflow {}

/** Evidence of one basis that came up since the last batch. */
export interface BasisBatch {
  readonly endpoints: readonly EndpointRow[];
  readonly findings: readonly FindingRow[];
  readonly patterns: readonly PatternRow[];
  readonly explained: readonly ExplainedRow[];
  readonly overflow: readonly OverflowRow[];
}

/** What came up since the last batch, to be added to what is stored. */
export interface EvidenceBatch extends BasisBatch {
  /** All that other rows name. */
  readonly bases: readonly BasisRow[];
  readonly epochs: readonly EpochRow[];
  readonly fates: readonly FateRow[];
  readonly setAside: readonly SetAsideRow[];
  readonly taints: readonly TaintChanges[];
  /** These and the next replace what is stored. */
  readonly seeds: readonly SeedMark[];
  readonly envoys: readonly EnvoyAccount[];
  /** Likewise, and those without a shadow's value go. */
  readonly generated: readonly GeneratedRow[];
}

/** How far the seeds, and the Envoys' own counters, have come since they were last asked; and what is remembered of data. */
export type Marks = Pick<EvidenceBatch, 'seeds' | 'envoys' | 'setAside' | 'taints' | 'generated'>;

export function isEmpty(batch: EvidenceBatch): boolean {
  return Object.values(batch).every((rows: readonly unknown[]) => rows.length === 0);
}
