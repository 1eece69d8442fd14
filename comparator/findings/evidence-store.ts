import type { StoredPair } from '../generated/generated-memory.ts';
import type { ResumedSeed } from '../ledger/ledger.ts';
import type { Counted } from '../reconcile/reconcile.ts';
import type { EvidenceBatch, KnownEvidence } from './evidence.ts';
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
  readonly known: readonly KnownEvidence[];
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
   * Adds a batch, whole or not at all, and once: false when this flush was written before.
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

/** All counts of one migration, of one moment. */
export interface Tally extends Counted {
  readonly endpoints: readonly {
    readonly endpoint: string;
    readonly identical: number;
    readonly differing: number;
  }[];
  readonly overflow: { readonly findings: number; readonly endpoints: number };
}

export interface FindingsQuery {
  readonly limit: number;
  /** Findings after this one, in order of endpoint, path, class. */
  readonly after?: FindingIdentity;
  readonly endpoint?: string;
  readonly class?: string;
}

/** Findings as JSON: there may be thousands, so whoever reads them passes on what the store has rendered. */
export interface RenderedFindings {
  /** An array of `Finding`, times as ISO 8601. */
  readonly json: string;
  readonly count: number;
  /** The last of them, where more come after it. */
  readonly continueAfter: FindingIdentity | undefined;
}

/** Reads what was written. A migration nobody has seen anything of is empty, not missing. */
export interface EvidenceReader {
  tally(migration: string): Promise<Tally>;
  /** In order of endpoint, path, class (by bytes). */
  findings(migration: string, query: FindingsQuery): Promise<RenderedFindings>;
  /** Tally and all findings, of one moment: the most frequent first, each with the first of its exemplars only. */
  everything(migration: string): Promise<{ readonly tally: Tally; readonly findings: RenderedFindings }>;
  /** A `Finding` as JSON. */
  finding(migration: string, id: string): Promise<string | undefined>;
}
