import { findingId } from '../../comparator/findings/finding.ts';
import type {
  EndpointEvidence,
  EvidenceDocument,
  FindingEvidence,
  PatternEvidence,
} from '../../comparator/verdict/evidence-document.ts';
import { defaultGates } from '../../comparator/verdict/gates.ts';

const start = new Date(0);
const none = { bins: [], zero: 0, infinite: 0 };

export function endpointEvidence(endpoint: string, fields: readonly string[] = []): EndpointEvidence {
  return {
    endpoint,
    pairs: 1_000,
    controlled: 0,
    keyHashes: [],
    fields,
    latency: { primary: none, shadow: none, blocks: { p50: none, p95: none, p99: none } },
    firstSeen: start,
    lastSeen: start,
  };
}

export function findingEvidence(
  path: string,
  over: Partial<Omit<FindingEvidence, 'id' | 'path'>> = {},
): FindingEvidence {
  const identity = { endpoint: 'GET /orders/{id}', class: 'value' as const, ...over, path };
  return {
    id: findingId(identity),
    count: 10,
    controlCount: 0,
    keys: 5,
    firstSeen: start,
    lastSeen: start,
    exemplars: [],
    ...identity,
  };
}

export function patternEvidence(
  pairs: number,
  shadowOnly: readonly FindingEvidence[],
  over: {
    readonly both?: readonly FindingEvidence[];
    readonly controlOnly?: readonly FindingEvidence[];
  } = {},
): PatternEvidence {
  const idsOf = (findings: readonly FindingEvidence[] = []) => findings.map(({ id }) => id);
  return {
    endpoint: shadowOnly[0]?.endpoint ?? 'GET /orders/{id}',
    controlled: over.both !== undefined,
    shadowOnly: idsOf(shadowOnly),
    controlOnly: idsOf(over.controlOnly),
    both: idsOf(over.both),
    pairs,
  };
}

export function evidenceDocument(over: Partial<EvidenceDocument> = {}): EvidenceDocument {
  return {
    format: 'umbra-evidence/1',
    migration: 'orders-v2',
    takenAt: start,
    epoch: {
      id: 'epoch',
      configuration: 'configuration',
      rules: 'rules',
      dataCycle: 1,
      builds: { primary: null, shadow: null },
      startedAt: start,
      recomputed: 'anew',
    },
    gates: defaultGates,
    rules: [],
    keyed: true,
    controlled: false,
    dataCycle: { number: 1, gaps: [] },
    ledger: { fates: {}, reconciliation: { state: 'agrees', disagreements: [] } },
    endpoints: [endpointEvidence('GET /orders/{id}', ['$.id', '$.total', '$.name', '$.createdAt'])],
    findings: [],
    patterns: [],
    explained: [],
    overflow: { findings: 0, endpoints: 0, patterns: 0 },
    ...over,
  };
}
