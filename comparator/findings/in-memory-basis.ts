import type { Basis } from '../epoch/basis.ts';
import { sumOfLatencies } from '../latency/sketch.ts';
import type { Fate } from '../ledger/fate.ts';
import type { EndpointEvidence, ExplainedEvidence, FindingEvidence } from '../verdict/evidence-document.ts';
import { noOverflow, type BasisSummary, type StoredBasis, type StoredEvidence } from './basis-summary.ts';
import { byBytes, byIdentity } from './by-identity.ts';
import type {
  BasisRow,
  EndpointRow,
  EpochRow,
  EvidenceBatch,
  ExplainedRow,
  FindingRow,
  OfBasis,
  Overflow,
  PatternRow,
} from './evidence-batch.ts';
import { maxKeys } from './finding.ts';
import { maxFields } from './growing-endpoint.ts';
import { keepLowestLots } from './sample.ts';

/** One basis of the twin of the PostgreSQL store. */
export class InMemoryBasis {
  readonly basis: Basis;
  readonly fates = new Map<Fate, number>();
  readonly epochs = new Map<string, EpochRow>();
  readonly endpoints = new Map<string, EndpointRow>();
  readonly findings = new Map<string, FindingRow>();
  readonly patterns = new Map<string, PatternRow>();
  readonly explained = new Map<string, ExplainedRow>();
  lastSeen: Date | null = null;
  #overflow: Overflow = noOverflow;

  constructor(basis: Basis) {
    this.basis = basis;
  }

  see({ lastSeen }: BasisRow): void {
    if (lastSeen !== null && (this.lastSeen === null || lastSeen > this.lastSeen)) this.lastSeen = lastSeen;
  }

  /** Those rows of the batch that are its own. */
  add(batch: EvidenceBatch, { migration }: Pick<OfBasis, 'migration'>): void {
    const own = <Row extends { readonly migration: string; readonly basis: string | null }>(
      rows: readonly Row[],
    ): readonly Row[] => rows.filter((row) => row.migration === migration && row.basis === this.basis.id);
    for (const row of own(batch.epochs)) if (!this.epochs.has(row.id)) this.epochs.set(row.id, row);
    for (const { fate, count } of own(batch.fates)) this.fates.set(fate, (this.fates.get(fate) ?? 0) + count);
    for (const row of own(batch.endpoints)) put(this.endpoints, row.endpoint, row, mergeEndpoints);
    for (const row of own(batch.findings)) put(this.findings, row.id, row, mergeFindings);
    for (const row of own(batch.patterns)) put(this.patterns, row.id, row, mergePatterns);
    for (const row of own(batch.explained)) {
      const { endpoint, path, class: differenceClass, by } = row;
      put(
        this.explained,
        JSON.stringify([endpoint, path, differenceClass, by]),
        row,
        (before, added): ExplainedRow => ({
          ...before,
          count: before.count + added.count,
          lastSeen: latest(before.lastSeen, added.lastSeen),
        }),
      );
    }
    for (const { findings, endpoints, patterns } of own(batch.overflow)) {
      this.#overflow = {
        findings: this.#overflow.findings + findings,
        endpoints: this.#overflow.endpoints + endpoints,
        patterns: this.#overflow.patterns + patterns,
      };
    }
  }

  summary(hidden: ReadonlySet<string>): BasisSummary {
    return {
      ...this.#stored(),
      endpoints: this.#shownEndpoints().map((row) => ({
        endpoint: row.endpoint,
        compared: row.identical + row.differing,
        differing: row.differing - this.#hiddenPairs(row.endpoint, hidden),
        pairs: pairsOf(row),
        controlled: row.controlled,
      })),
      explained: this.#explainedEvidence(),
      shownByControl: [...this.findings.values()].filter(({ controlCount }) => controlCount > 0).length,
    };
  }

  evidence(): NonNullable<StoredEvidence['of']> {
    return {
      ...this.#stored(),
      fates: Object.fromEntries(this.fates),
      endpoints: this.#shownEndpoints().map((row): EndpointEvidence => ({
        endpoint: row.endpoint,
        pairs: pairsOf(row),
        controlled: row.controlled,
        keyHashes: row.keyHashes,
        fields: row.fields,
        latency: row.latency,
        firstSeen: row.firstSeen,
        lastSeen: row.lastSeen,
      })),
      findings: [...this.findings.values()].sort(byIdentity).map(toFinding),
      patterns: [...this.patterns.values()]
        .sort((one, other) => byBytes(one.id, other.id))
        .map(({ endpoint, controlled, shadowOnly, controlOnly, both, pairs }) => ({
          endpoint,
          controlled,
          shadowOnly,
          controlOnly,
          both,
          pairs,
        })),
      explained: this.#explainedEvidence(),
    };
  }

  #stored(): StoredBasis {
    return {
      basis: this.basis,
      lastSeen: this.lastSeen,
      epochs: [...this.epochs.values()].map(({ id, startedAt, recomputed }) => ({
        id,
        startedAt,
        recomputed,
      })),
      overflow: this.#overflow,
    };
  }

  #shownEndpoints(): EndpointRow[] {
    return [...this.endpoints.values()]
      .filter((row) => pairsOf(row) > 0)
      .sort((one, other) => byBytes(one.endpoint, other.endpoint));
  }

  /** Pairs compared whole that showed nothing but what is hidden. */
  #hiddenPairs(endpoint: string, hidden: ReadonlySet<string>): number {
    return [...this.patterns.values()]
      .filter((pattern) => pattern.endpoint === endpoint)
      .filter(({ shadowOnly, both }) => {
        const shown = [...shadowOnly, ...both];
        return shown.length > 0 && shown.every((id) => hidden.has(id));
      })
      .reduce((sum, { compared }) => sum + compared, 0);
  }

  #explainedEvidence(): ExplainedEvidence[] {
    return [...this.explained.values()]
      .sort((one, other) => other.count - one.count || byIdentity(one, other))
      .map(({ endpoint, path, class: differenceClass, by, count, lastSeen }) => ({
        endpoint,
        path,
        class: differenceClass,
        by,
        count,
        lastSeen,
      }));
  }
}

export function toFinding(row: FindingRow): FindingEvidence {
  return {
    id: row.id,
    endpoint: row.endpoint,
    path: row.path,
    class: row.class,
    count: row.count,
    controlCount: row.controlCount,
    keys: row.keyHashes.length,
    firstSeen: row.firstSeen,
    lastSeen: row.lastSeen,
    exemplars: row.exemplars.map(({ seenAt, pairingId, request, primary, shadow }) => ({
      seenAt,
      pairingId,
      request,
      primary,
      shadow,
    })),
  };
}

function put<Row>(rows: Map<string, Row>, name: string, row: Row, merge: (before: Row, row: Row) => Row) {
  const before = rows.get(name);
  rows.set(name, before === undefined ? row : merge(before, row));
}

function pairsOf({ identical, differing, partial }: EndpointRow): number {
  return identical + differing + partial;
}

function mergeEndpoints(before: EndpointRow, row: EndpointRow): EndpointRow {
  return {
    ...before,
    identical: before.identical + row.identical,
    differing: before.differing + row.differing,
    partial: before.partial + row.partial,
    controlled: before.controlled + row.controlled,
    keyHashes: union(before.keyHashes, row.keyHashes, maxKeys),
    fields: union(before.fields, row.fields, maxFields),
    latency: sumOfLatencies([before.latency, row.latency]),
    firstSeen: earliest(before.firstSeen, row.firstSeen),
    lastSeen: latest(before.lastSeen, row.lastSeen),
  };
}

function mergeFindings(before: FindingRow, row: FindingRow): FindingRow {
  return {
    ...before,
    count: before.count + row.count,
    controlCount: before.controlCount + row.controlCount,
    firstSeen: earliest(before.firstSeen, row.firstSeen),
    lastSeen: latest(before.lastSeen, row.lastSeen),
    keyHashes: union(before.keyHashes, row.keyHashes, maxKeys),
    exemplars: keepLowestLots([...before.exemplars, ...row.exemplars]),
  };
}

function mergePatterns(before: PatternRow, row: PatternRow): PatternRow {
  return { ...before, pairs: before.pairs + row.pairs, compared: before.compared + row.compared };
}

function union(before: readonly string[], added: readonly string[], max: number): string[] {
  return [...new Set([...before, ...added])].sort(byBytes).slice(0, max);
}

function earliest(one: Date, other: Date): Date {
  return one < other ? one : other;
}

function latest(one: Date, other: Date): Date {
  return one > other ? one : other;
}
