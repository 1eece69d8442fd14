import type { KnownEpochs } from '../epoch/epochs.ts';
import type { StoredPair } from '../generated/generated-memory.ts';
import type { ResumedSeed } from '../ledger/ledger.ts';
import type { SetAside } from '../ledger/set-aside-counts.ts';
import type { Counted } from '../reconcile/reconcile.ts';
import type { StoredTaints } from '../taint/stored-taints.ts';
import type { BasisSummary, StoredEvidence } from './basis-summary.ts';
import type { EvidenceBatch } from './evidence-batch.ts';
import type { EvidenceView } from './evidence-view.ts';
import type { KnownEvidence } from './evidence.ts';
import type { FindingIdentity } from './finding.ts';

/** A batch under a name that stays the same when it is tried again. */
export interface Flush {
  /** The process that writes; a new one each start. */
  readonly writer: string;
  /** Consecutive from 1. */
  readonly number: number;
  readonly batch: EvidenceBatch;
}

export interface Recovered {
  /** Made once, the same ever after: hashes of keys stay comparable. */
  readonly secret: Uint8Array;
  /** Everything up to their highest numbers is settled; the last heard of last. */
  readonly seeds: readonly ResumedSeed[];
  /** The newest basis of a migration is its last. */
  readonly known: readonly KnownEvidence[];
  readonly epochs: KnownEpochs['epochs'];
  readonly taints: readonly StoredTaints[];
  /** Of each migration's last data cycle; what was learned last comes last. */
  readonly generated: readonly StoredPair[];
}

/** Where evidence is kept. */
export interface EvidenceStore {
  /**
   * Takes over for `writer` from a comparator that is gone: what that had in flight is counted `lost-comparator`, and should it come
   * back its batches are refused. At most `maxSeeds` seeds are returned, those heard of last.
   */
  recover(maxSeeds: number, writer: string): Promise<Recovered>;
  /**
   * Adds a batch, whole or not at all, and once: false when this flush was written before. Where an epoch begins, bases of which the
   * last pair is the longest ago go, so that `maxBases` are left; the migration's own counts stay as they are.
   *
   * @throws SupersededError when another comparator has taken over.
   */
  write(flush: Flush): Promise<boolean>;
}

/** Another comparator has taken over and counted as lost what this one still had. */
export class SupersededError extends Error {
  override readonly name = 'SupersededError';

  constructor() {
    super('Another comparator has taken over this database. Run one comparator on each database.');
  }
}

export interface FindingsQuery {
  readonly limit: number;
  /** Findings after this one, in order of endpoint, path, class. */
  readonly after?: FindingIdentity;
  readonly endpoint?: string;
  readonly class?: string;
  /** Those that rules hide, instead of the others. */
  readonly hidden?: boolean;
}

/** Findings as JSON: there may be thousands, so whoever reads them passes on what the store has rendered. */
export interface RenderedFindings {
  /** An array of `Finding`, times as ISO 8601. */
  readonly json: string;
  readonly count: number;
  /** The last of them, where more come after it. */
  readonly continueAfter: FindingIdentity | undefined;
}

/** All counts of a migration. */
export interface Tally extends Counted {
  /** Why requests were set aside, and where: most requests first, at most `maxSetAside`. */
  readonly setAside: readonly SetAside[];
}

/** What a report is made of. */
export interface ReportParts {
  readonly tally: Tally;
  /** Undefined where there is no pair yet. */
  readonly summary: BasisSummary | undefined;
  readonly findings: RenderedFindings;
}

/**
 * Reads what was written. A migration nobody has seen anything of is empty, not missing. Findings are those of the shadow; what the
 * control alone has shown is in the evidence only.
 */
export interface EvidenceReader {
  /** All counts of the migration, of one moment. */
  tally(migration: string): Promise<Tally>;
  /** In order of endpoint, path, class (by bytes). */
  findings(view: EvidenceView, query: FindingsQuery): Promise<RenderedFindings>;
  /** All of one moment: the most frequent finding first, each with the first of its exemplars only. */
  everything(view: EvidenceView): Promise<ReportParts>;
  /** A `Finding` as JSON, hidden or not. */
  finding(view: EvidenceView, id: string): Promise<string | undefined>;
  /** What a verdict is made of, of one moment. */
  evidence(view: EvidenceView): Promise<StoredEvidence>;
}
