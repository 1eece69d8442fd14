import type { Basis } from '../epoch/basis.ts';
import type { Counted } from '../reconcile/reconcile.ts';
import type {
  EndpointEvidence,
  EpochLedger,
  ExplainedEvidence,
  FindingEvidence,
  PatternEvidence,
} from '../verdict/evidence-document.ts';
import type { EpochRow, Overflow } from './evidence-batch.ts';

/** Pairs of one endpoint, under the rules that hide. */
export interface EndpointSummary {
  readonly endpoint: string;
  /** Compared whole. */
  readonly compared: number;
  /** Of them, those with a difference that no rule hides. */
  readonly differing: number;
  /** All pairs that are evidence. */
  readonly pairs: number;
  readonly controlled: number;
}

export interface StoredBasis {
  readonly basis: Basis;
  /** Null where there were only losses. */
  readonly lastSeen: Date | null;
  readonly epochs: readonly Pick<EpochRow, 'id' | 'startedAt' | 'recomputed'>[];
  readonly overflow: Overflow;
}

/** What a report says of a basis, beside its findings. */
export interface BasisSummary extends StoredBasis {
  readonly endpoints: readonly EndpointSummary[];
  readonly explained: readonly ExplainedEvidence[];
  /** Kinds of difference that the control showed. */
  readonly shownByControl: number;
}

/** All that is stored of a basis, and of its migration. */
export interface StoredEvidence {
  readonly tally: Counted;
  readonly of:
    | (StoredBasis & {
        readonly fates: EpochLedger['fates'];
        readonly endpoints: readonly EndpointEvidence[];
        readonly findings: readonly FindingEvidence[];
        readonly patterns: readonly PatternEvidence[];
        readonly explained: readonly ExplainedEvidence[];
      })
    | undefined;
}

export const noOverflow: Overflow = { findings: 0, endpoints: 0, patterns: 0 };
