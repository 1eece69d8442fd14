import type { Comparison } from '../compare/compare.ts';
import type { Basis } from '../epoch/basis.ts';
import type { Fate } from '../ledger/fate.ts';
import type { FateCounts } from '../ledger/ledger.ts';
import {
  BasisEvidence,
  type EvidenceLimits,
  type KnownNames,
  type PairEvidence,
  type SharedParts,
} from './basis-evidence.ts';
import type { BasisRow, EpochRow, EvidenceBatch, FateRow, Marks } from './evidence-batch.ts';
import { FindingIds } from './finding-ids.ts';
import type { KeyedHash } from './keyed-hash.ts';
import type { Sighting } from './sighting.ts';

/** Bases of a migration that evidence is kept of; the one whose last pair is the longest ago leaves first. */
export const maxBases = 8;

/** What a basis has already. */
export interface KnownEvidence extends KnownNames {
  readonly migration: string;
  readonly basis: Basis;
}

interface Tracked {
  readonly migration: string;
  readonly basis: Basis;
  readonly evidence: BasisEvidence;
  readonly fates: Map<Fate, number>;
  lastSeen: Date | undefined;
}

/** Adds up what is found until the next batch, for each basis of each migration. */
export class Evidence implements FateCounts {
  readonly #parts: SharedParts;
  /** By migration, then by the basis' id; the last used last. */
  readonly #byMigration = new Map<string, Map<string, Tracked>>();
  readonly #withoutBasis = new Map<string, Map<Fate, number>>();
  #epochs: EpochRow[] = [];

  constructor(limits: EvidenceLimits, hash: KeyedHash, known: readonly KnownEvidence[] = []) {
    this.#parts = { limits, hash, ids: new FindingIds() };
    for (const { migration, basis, ...names } of known) this.#track(migration, basis, names);
  }

  /** Rows that the next batch will have, marks not counted. */
  get rows(): number {
    let rows = this.#epochs.length;
    for (const fates of this.#withoutBasis.values()) rows += fates.size;
    for (const { evidence, fates } of this.#tracked()) rows += evidence.rows + fates.size;
    return rows;
  }

  /** A request that is of no basis, because it never came to a pair, counts to the one that is the newest. */
  countFate(migration: string, fate: Fate, count: number, basis?: Basis): void {
    const fates =
      basis === undefined ? this.#fatesOfNewest(migration) : this.#trackedOf(migration, basis).fates;
    fates.set(fate, (fates.get(fate) ?? 0) + count);
  }

  noteEpoch(epoch: EpochRow): void {
    this.#epochs.push(epoch);
  }

  /**
   * Counts a pair that is evidence, once: compared whole, truncated with differences, or with a shadow that failed. Its endpoint, key,
   * times, findings and what came together are counted, and what was explained.
   */
  addPair(sighting: Sighting, pair: PairEvidence): void {
    this.#see(sighting).addPair(sighting, pair);
  }

  /** Findings of a pair that is set aside all the same. */
  addDifferences(sighting: Sighting, found: Pick<Comparison, 'differences' | 'overflow'>): void {
    this.#see(sighting).addDifferences(sighting, found);
  }

  /** Learns the fields that answers of an endpoint have, from a sample; `paths` is asked only for that. */
  sampleFields(sighting: Sighting, paths: () => Iterable<string>): void {
    this.#see(sighting).sampleFields(sighting, paths);
  }

  /** All that was added up, together with the marks of the same moment; begins anew. */
  take(marks: Marks): EvidenceBatch {
    const taken = [...this.#tracked()].map((tracked) => ({ ...tracked, rows: tracked.evidence.take() }));
    const epochs = this.#epochs;
    const batch: EvidenceBatch = {
      bases: taken
        .filter(
          ({ fates, rows, basis }) =>
            fates.size > 0 ||
            Object.values(rows).some((list: readonly unknown[]) => list.length > 0) ||
            epochs.some((epoch) => epoch.basis === basis.id),
        )
        .map(({ migration, basis, lastSeen }): BasisRow => ({
          migration,
          basis,
          lastSeen: lastSeen ?? null,
        })),
      epochs,
      fates: [
        ...[...this.#withoutBasis].flatMap(([migration, fates]) => fateRows(migration, null, fates)),
        ...taken.flatMap(({ migration, basis, fates }) => fateRows(migration, basis.id, fates)),
      ],
      endpoints: taken.flatMap(({ rows }) => rows.endpoints),
      findings: taken.flatMap(({ rows }) => rows.findings),
      patterns: taken.flatMap(({ rows }) => rows.patterns),
      explained: taken.flatMap(({ rows }) => rows.explained),
      overflow: taken.flatMap(({ rows }) => rows.overflow),
      ...marks,
    };
    this.#epochs = [];
    this.#withoutBasis.clear();
    for (const tracked of this.#tracked()) {
      tracked.fates.clear();
      tracked.lastSeen = undefined;
    }
    this.#forget();
    return batch;
  }

  *#tracked(): Iterable<Tracked> {
    for (const bases of this.#byMigration.values()) yield* bases.values();
  }

  #see({ migration, basis, seenAt }: Sighting): BasisEvidence {
    const tracked = this.#trackedOf(migration, basis);
    if (tracked.lastSeen === undefined || seenAt > tracked.lastSeen) tracked.lastSeen = seenAt;
    return tracked.evidence;
  }

  #trackedOf(migration: string, basis: Basis): Tracked {
    const bases = this.#byMigration.get(migration);
    const tracked = bases?.get(basis.id);
    if (bases === undefined || tracked === undefined) return this.#track(migration, basis);
    if (bases.size > 1) {
      bases.delete(basis.id);
      bases.set(basis.id, tracked);
    }
    return tracked;
  }

  #track(migration: string, basis: Basis, known?: KnownNames): Tracked {
    let bases = this.#byMigration.get(migration);
    if (bases === undefined) this.#byMigration.set(migration, (bases = new Map<string, Tracked>()));
    const evidence = new BasisEvidence({ migration, basis: basis.id }, this.#parts, known);
    const tracked = { migration, basis, evidence, fates: new Map<Fate, number>(), lastSeen: undefined };
    bases.set(basis.id, tracked);
    return tracked;
  }

  #fatesOfNewest(migration: string): Map<Fate, number> {
    const newest = [...(this.#byMigration.get(migration)?.values() ?? [])].at(-1);
    if (newest !== undefined) return newest.fates;
    let fates = this.#withoutBasis.get(migration);
    if (fates === undefined) this.#withoutBasis.set(migration, (fates = new Map<Fate, number>()));
    return fates;
  }

  /** After a batch nothing is lost with what is forgotten, but how far its bounds are used up; the store forgets it as well. */
  #forget(): void {
    for (const bases of this.#byMigration.values()) {
      for (const id of bases.keys()) {
        if (bases.size <= maxBases) break;
        bases.delete(id);
      }
    }
  }
}

function fateRows(migration: string, basis: string | null, fates: ReadonlyMap<Fate, number>): FateRow[] {
  return [...fates].map(([fate, count]) => ({ migration, basis, fate, count }));
}
