import type { DifferenceClass } from '../../comparator/compare/difference.ts';
import { noLatency } from '../../comparator/latency/sketch.ts';
import { binOf } from '../../comparator/latency/bins.ts';
import { findingId } from '../../comparator/findings/finding.ts';
import type { Rule } from '../../comparator/rules/rule.ts';
import type {
  EndpointEvidence,
  EvidenceDocument,
  FindingEvidence,
  LatencyEvidence,
  PatternEvidence,
} from '../../comparator/verdict/evidence-document.ts';
import { defaultGates } from '../../comparator/verdict/gates.ts';

export const evidenceStart = new Date('2026-11-26T08:00:00Z');
export const evidenceEnd = new Date('2026-11-26T09:00:00Z');

export const anEndpoint = 'GET /orders/{id}';

/** Blocks all of one ratio, and times of one millisecond, so many times as long on the shadow. */
export function latencyOf(blocks: number, ratio = 1, infinite = 0): LatencyEvidence {
  const all = { bins: [[binOf(ratio), blocks]] as const, zero: 0, infinite };
  return {
    primary: { bins: [[binOf(1_000), 500 * blocks]], zero: 0, infinite: 0 },
    shadow: { bins: [[binOf(1_000 * ratio), 500 * blocks]], zero: 0, infinite: 0 },
    blocks: { p50: all, p95: all, p99: all },
  };
}

export function keyHashes(count: number, from = 0): string[] {
  return Array.from({ length: count }, (_, at) => `key-${String(from + at).padStart(4, '0')}`);
}

export function endpointEvidence(over: Partial<EndpointEvidence> = {}): EndpointEvidence {
  return {
    endpoint: anEndpoint,
    pairs: 10_000,
    controlled: 0,
    keyHashes: keyHashes(40),
    fields: ['$.id', '$.price', '$.name', '$.createdAt'],
    latency: latencyOf(20),
    firstSeen: evidenceStart,
    lastSeen: evidenceEnd,
    ...over,
  };
}

export function findingEvidence(over: Partial<FindingEvidence> & { readonly path: string }): FindingEvidence {
  const identity = {
    endpoint: over.endpoint ?? anEndpoint,
    path: over.path,
    class: over.class ?? ('value' satisfies DifferenceClass),
  };
  return {
    ...identity,
    id: findingId(identity),
    count: 1,
    controlCount: 0,
    keys: 1,
    firstSeen: evidenceStart,
    lastSeen: evidenceEnd,
    exemplars: [],
    ...over,
  };
}

export function patternEvidence(over: Partial<PatternEvidence> = {}): PatternEvidence {
  return {
    endpoint: anEndpoint,
    controlled: false,
    shadowOnly: [],
    controlOnly: [],
    both: [],
    pairs: 1,
    ...over,
  };
}

/** Whole, reconciled evidence without a difference: a PASS. */
export function evidenceDocument(over: Partial<EvidenceDocument> = {}): EvidenceDocument {
  const endpoints = over.endpoints ?? [endpointEvidence()];
  return {
    format: 'umbra-evidence/1',
    migration: 'orders',
    takenAt: evidenceEnd,
    epoch: {
      id: 'epoch-1',
      configuration: 'configuration-1',
      rules: 'rules-1',
      dataCycle: 1,
      builds: { primary: '1.4.0', shadow: '2.0.0' },
      startedAt: evidenceStart,
      recomputed: 'anew',
    },
    gates: defaultGates,
    rules: [],
    keyed: true,
    controlled: false,
    dataCycle: { number: 1, gaps: [] },
    ledger: {
      fates: { compared: endpoints.reduce((sum, { pairs }) => sum + pairs, 0) },
      reconciliation: { state: 'agrees', disagreements: [] },
    },
    endpoints,
    findings: [],
    patterns: [],
    explained: [],
    overflow: { findings: 0, endpoints: 0, patterns: 0 },
    ...over,
  };
}

/** A path with the pairs it was seen in. */
export interface PlantedPath {
  readonly path: string;
  readonly keys: number;
  readonly shadowOnly?: number;
  readonly controlOnly?: number;
  readonly both?: number;
  readonly uncontrolled?: number;
}

/** Evidence in which each of these paths differs on its own. */
export function documentWith(
  planted: readonly PlantedPath[],
  over: Partial<EvidenceDocument> & { readonly pairs?: number } = {},
): EvidenceDocument {
  const { pairs = 10_000, ...rest } = over;
  const controlled = over.controlled ?? false;
  const patterns = planted.flatMap(({ path, shadowOnly, controlOnly, both, uncontrolled }) => {
    const ids = [findingEvidence({ path }).id];
    return [
      patternEvidence({ controlled: true, shadowOnly: ids, pairs: shadowOnly ?? 0 }),
      patternEvidence({ controlled: true, controlOnly: ids, pairs: controlOnly ?? 0 }),
      patternEvidence({ controlled: true, both: ids, pairs: both ?? 0 }),
      patternEvidence({ controlled: false, shadowOnly: ids, pairs: uncontrolled ?? 0 }),
    ].filter((pattern) => pattern.pairs > 0);
  });
  const findings = planted.map(
    ({ path, keys, shadowOnly = 0, controlOnly = 0, both = 0, uncontrolled = 0 }) =>
      findingEvidence({
        path,
        keys,
        count: shadowOnly + both + uncontrolled,
        controlCount: controlOnly + both,
      }),
  );
  return evidenceDocument({
    endpoints: [endpointEvidence({ pairs, controlled: controlled ? pairs : 0 })],
    patterns,
    findings,
    ...rest,
  });
}

export function aRule(over: Partial<Rule> = {}): Rule {
  return {
    id: 'order-clock',
    endpoint: anEndpoint,
    path: '$.createdAt',
    class: undefined,
    when: undefined,
    expect: { kind: 'ignore' },
    owner: 'orders-team',
    reason: 'each side reads its own clock',
    expires: undefined,
    force: false,
    ...over,
  };
}

export const withoutLatency = noLatency;
