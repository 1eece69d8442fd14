import type { Comparison } from '../../comparator/compare/compare.ts';
import type { Difference } from '../../comparator/compare/difference.ts';
import { basisOf, type Basis } from '../../comparator/epoch/basis.ts';
import type { EvidenceLimits } from '../../comparator/findings/basis-evidence.ts';
import type {
  BasisRow,
  EndpointRow,
  EpochRow,
  EvidenceBatch,
  FindingRow,
  PatternRow,
} from '../../comparator/findings/evidence-batch.ts';
import type { EvidenceView } from '../../comparator/findings/evidence-view.ts';
import type { Sighting } from '../../comparator/findings/sighting.ts';
import { noLatency } from '../../comparator/latency/sketch.ts';
import { noMarks } from './envoy-report.ts';

export const evidenceLimits: EvidenceLimits = { maxEndpoints: 1_000, maxFindings: 2_000, maxPatterns: 5_000 };

/** What the migrations of tests are compared as, where it does not matter. */
export const basis: Basis = basisOf({
  configuration: 'configuration-1',
  dataCycle: 1,
  builds: { primary: null, shadow: null },
});

/** The basis of another build of the shadow. */
export function basisOfBuild(build: string): Basis {
  const { configuration, dataCycle } = basis;
  return basisOf({ configuration, dataCycle, builds: { primary: 'p', shadow: build } });
}

/** What is newest of a migration, under no rules. */
export function newestOf(migration: string): EvidenceView {
  return { migration, of: undefined, hides: undefined };
}

export function sighting(number: number, given: Partial<Sighting> = {}): Sighting {
  return {
    migration: 'orders-v2',
    basis,
    endpoint: 'GET /orders/{id}',
    pairingId: `0123456789abcdef-${number}`,
    method: 'GET',
    key: 'tenant-1',
    seenAt: new Date(1_700_000_000_000 + number),
    upstreamTimeUs: { primary: undefined, shadow: undefined },
    ...given,
  };
}

export function difference(path = '$.name'): Difference {
  return {
    class: 'truncation',
    path,
    primary: { type: 'string', length: 48 },
    shadow: { type: 'string', length: 20 },
  };
}

/** A pair compared whole. */
export function compared(...differences: readonly Difference[]): Comparison {
  return { kind: 'compared', differences, explained: [], overflow: false };
}

export const emptyBatch: EvidenceBatch = {
  ...noMarks,
  bases: [],
  epochs: [],
  fates: [],
  endpoints: [],
  findings: [],
  patterns: [],
  explained: [],
  overflow: [],
};

export function seenAt(minute: number): Date {
  return new Date(Date.UTC(2026, 2, 2, 9, minute));
}

const of = { migration: 'm', basis: basis.id };

export function basisRow(given: Partial<BasisRow> = {}): BasisRow {
  return { migration: 'm', basis, lastSeen: seenAt(1), ...given };
}

export function epochRow(given: Partial<EpochRow> = {}): EpochRow {
  return { ...of, id: 'epoch-1', rules: 'rules-1', startedAt: seenAt(0), recomputed: 'anew', ...given };
}

export function endpointRow(given: Partial<EndpointRow> = {}): EndpointRow {
  return {
    ...of,
    endpoint: 'GET /orders/{id}',
    identical: 1,
    differing: 0,
    partial: 0,
    controlled: 0,
    keyHashes: [],
    fields: [],
    latency: noLatency,
    firstSeen: seenAt(1),
    lastSeen: seenAt(1),
    ...given,
  };
}

export function exemplar(number: number) {
  return {
    lot: String(number).padStart(4, '0'),
    seenAt: seenAt(number),
    pairingId: `0123456789abcdef-${number}`,
    request: { method: 'GET', path: '/orders/{id}' },
    primary: { type: 'string', length: 48 },
    shadow: { type: 'string', length: 20, edit: { commonPrefix: 20, commonSuffix: 0 } },
  } as const;
}

export function findingRow(given: Partial<FindingRow> = {}): FindingRow {
  return {
    ...of,
    id: 'finding-1',
    endpoint: 'GET /orders/{id}',
    path: '$.name',
    class: 'truncation',
    count: 1,
    controlCount: 0,
    firstSeen: seenAt(1),
    lastSeen: seenAt(1),
    keyHashes: ['k1'],
    exemplars: [exemplar(1)],
    ...given,
  };
}

export function patternRow(given: Partial<PatternRow> = {}): PatternRow {
  return {
    ...of,
    id: 'pattern-1',
    endpoint: 'GET /orders/{id}',
    controlled: false,
    shadowOnly: ['finding-1'],
    controlOnly: [],
    both: [],
    pairs: 1,
    compared: 1,
    ...given,
  };
}
