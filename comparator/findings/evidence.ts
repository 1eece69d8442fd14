import type { Difference } from '../compare/difference.ts';
import type { GeneratedRow } from '../generated/generated-memory.ts';
import type { Fate } from '../ledger/fate.ts';
import type { FateCounts, SeedMark } from '../ledger/ledger.ts';
import type { EnvoyAccount } from '../reconcile/envoy-accounts.ts';
import { FindingIds } from './finding-ids.ts';
import { anyEndpoint } from './finding.ts';
import { GrowingFinding, type FindingRow } from './growing-finding.ts';
import type { KeyedHash } from './keyed-hash.ts';
import { lotOf } from './sample.ts';
import type { Sighting } from './sighting.ts';

export interface FateRow {
  readonly migration: string;
  readonly fate: Fate;
  /** Negative where earlier counts are corrected. */
  readonly count: number;
}

export interface EndpointRow {
  readonly migration: string;
  readonly endpoint: string;
  readonly identical: number;
  readonly differing: number;
}

/** What did not fit: differences of findings over the bound, pairs with more differences than are kept, and pairs of endpoints over it (counted under `*`). */
export interface OverflowRow {
  readonly migration: string;
  readonly findings: number;
  readonly endpoints: number;
}

/** What came up since the last batch, to be added to what is stored. */
export interface EvidenceBatch {
  readonly fates: readonly FateRow[];
  readonly endpoints: readonly EndpointRow[];
  readonly findings: readonly FindingRow[];
  readonly overflow: readonly OverflowRow[];
  /** These and the next replace what is stored. */
  readonly seeds: readonly SeedMark[];
  readonly envoys: readonly EnvoyAccount[];
  /** Likewise, and those without a shadow's value go. */
  readonly generated: readonly GeneratedRow[];
}

/** How far the seeds, and the Envoys' own counters, have come since they were last asked, and which values were learned. */
export type Marks = Pick<EvidenceBatch, 'seeds' | 'envoys' | 'generated'>;

export interface EvidenceLimits {
  readonly maxEndpoints: number;
  readonly maxFindings: number;
}

/** Findings and endpoints a migration has already, so that the bounds hold over restarts. */
export interface KnownEvidence {
  readonly migration: string;
  readonly endpoints: readonly string[];
  readonly findings: readonly string[];
}

interface MigrationEvidence {
  readonly knownEndpoints: Set<string>;
  readonly knownFindings: Set<string>;
  readonly fates: Map<Fate, number>;
  readonly endpoints: Map<string, { identical: number; differing: number }>;
  readonly findings: Map<string, GrowingFinding>;
  readonly overflow: { findings: number; endpoints: number };
}

/**
 * Adds up what is found until the next batch. Memory grows with the kinds of findings, which are bounded, not with requests: so it can
 * go on adding up for as long as the store is away.
 */
export class Evidence implements FateCounts {
  readonly #limits: EvidenceLimits;
  readonly #hash: KeyedHash;
  readonly #ids = new FindingIds();
  readonly #byMigration = new Map<string, MigrationEvidence>();
  #rows = 0;

  constructor(limits: EvidenceLimits, hash: KeyedHash, known: readonly KnownEvidence[] = []) {
    this.#limits = limits;
    this.#hash = hash;
    for (const { migration, endpoints, findings } of known) {
      const evidence = this.#of(migration);
      for (const endpoint of endpoints) evidence.knownEndpoints.add(endpoint);
      for (const finding of findings) evidence.knownFindings.add(finding);
    }
  }

  /** Rows that the next batch will have, marks not counted. */
  get rows(): number {
    return this.#rows;
  }

  countFate(migration: string, fate: Fate, count: number): void {
    const { fates } = this.#of(migration);
    if (!fates.has(fate)) this.#rows += 1;
    fates.set(fate, (fates.get(fate) ?? 0) + count);
  }

  countPair(migration: string, endpoint: string, outcome: 'identical' | 'differing'): void {
    const evidence = this.#of(migration);
    const name = this.#boundedEndpoint(evidence, endpoint);
    if (name !== endpoint) evidence.overflow.endpoints += 1;
    let counts = evidence.endpoints.get(name);
    if (counts === undefined) {
      evidence.endpoints.set(name, (counts = { identical: 0, differing: 0 }));
      this.#rows += 1;
    }
    counts[outcome] += 1;
  }

  addDifferences(sighting: Sighting, differences: readonly Difference[]): void {
    const evidence = this.#of(sighting.migration);
    const endpoint = this.#boundedEndpoint(evidence, sighting.endpoint);
    const lot = lotOf(sighting.pairingId);
    const keyHash = () => this.#keyHashOf(sighting, lot);
    for (const [id, difference] of this.#oncePerFinding(endpoint, differences)) {
      if (!isAdmitted(evidence.knownFindings, id, this.#limits.maxFindings)) {
        evidence.overflow.findings += 1;
        continue;
      }
      let finding = evidence.findings.get(id);
      if (finding === undefined) {
        finding = new GrowingFinding(id, endpoint, difference, sighting);
        evidence.findings.set(id, finding);
        this.#rows += 1;
      }
      finding.add(sighting, difference, lot, keyHash);
    }
  }

  /** A pair had more differences than were kept of it. */
  countUnkept(migration: string): void {
    this.#of(migration).overflow.findings += 1;
  }

  /** All that was added up, together with the marks of the same moment; begins anew. */
  take(marks: Marks): EvidenceBatch {
    const all = [...this.#byMigration];
    const batch = {
      fates: all.flatMap(([migration, { fates }]) =>
        [...fates].map(([fate, count]) => ({ migration, fate, count })),
      ),
      endpoints: all.flatMap(([migration, { endpoints }]) =>
        [...endpoints].map(([endpoint, counts]) => ({ migration, endpoint, ...counts })),
      ),
      findings: all.flatMap(([, { findings }]) => [...findings.values()].map((finding) => finding.toRow())),
      overflow: all
        .map(([migration, { overflow }]) => ({ migration, ...overflow }))
        .filter(({ findings, endpoints }) => findings + endpoints > 0),
      ...marks,
    };
    for (const [, evidence] of all) {
      evidence.fates.clear();
      evidence.endpoints.clear();
      evidence.findings.clear();
      Object.assign(evidence.overflow, { findings: 0, endpoints: 0 });
    }
    this.#rows = 0;
    return batch;
  }

  #of(migration: string): MigrationEvidence {
    let evidence = this.#byMigration.get(migration);
    if (evidence === undefined) {
      evidence = {
        knownEndpoints: new Set([anyEndpoint]),
        knownFindings: new Set(),
        fates: new Map(),
        endpoints: new Map(),
        findings: new Map(),
        overflow: { findings: 0, endpoints: 0 },
      };
      this.#byMigration.set(migration, evidence);
    }
    return evidence;
  }

  /** A finding counts pairs: ten wrong items in one list are one. */
  #oncePerFinding(endpoint: string, differences: readonly Difference[]): Map<string, Difference> {
    const byId = new Map<string, Difference>();
    for (const difference of differences) {
      const id = this.#ids.of(endpoint, difference.path, difference.class);
      if (!byId.has(id)) byId.set(id, difference);
    }
    return byId;
  }

  /** A request without a key counts as its own. */
  #keyHashOf({ key }: Sighting, lot: string): string {
    return key === undefined ? lot : this.#hash(`key ${key}`);
  }

  #boundedEndpoint(evidence: MigrationEvidence, endpoint: string): string {
    return isAdmitted(evidence.knownEndpoints, endpoint, this.#limits.maxEndpoints) ? endpoint : anyEndpoint;
  }
}

export function isEmpty(batch: EvidenceBatch): boolean {
  return Object.values(batch).every((rows: readonly unknown[]) => rows.length === 0);
}

function isAdmitted(known: Set<string>, name: string, max: number): boolean {
  if (known.has(name)) return true;
  if (known.size >= max) return false;
  known.add(name);
  return true;
}
