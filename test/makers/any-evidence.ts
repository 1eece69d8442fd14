import fc from 'fast-check';
import { GrowingSketch } from '../../comparator/latency/growing-sketch.ts';
import { findingId } from '../../comparator/findings/finding.ts';
import { evidenceDocument, evidenceEnd, evidenceStart } from './evidence.ts';
import type {
  EndpointEvidence,
  EvidenceDocument,
  FindingEvidence,
  LatencyEvidence,
  PatternEvidence,
} from '../../comparator/verdict/evidence-document.ts';

/** One pair as a comparator would record it. */
export interface RecordedPair {
  readonly endpoint: string;
  readonly key: string;
  readonly controlled: boolean;
  readonly shadow: readonly string[];
  readonly control: readonly string[];
  readonly at: number;
  readonly slowness: number;
}

const paths = ['$.a', '$.b', '$.c[].d', 'status'];

export const anyPair: fc.Arbitrary<RecordedPair> = fc.record({
  endpoint: fc.constantFrom('GET /a', 'POST /b'),
  key: fc.nat({ max: 20 }).map((at) => `key-${at}`),
  controlled: fc.boolean(),
  shadow: fc.subarray(paths, { maxLength: 2 }),
  control: fc.subarray(paths, { maxLength: 2 }),
  at: fc.nat({ max: 3_600_000 }),
  slowness: fc.constantFrom(0.5, 1, 1.5, 3, Infinity),
});

/** What a comparator has recorded of these pairs. */
export function recorded(
  pairs: readonly RecordedPair[],
  over: Partial<EvidenceDocument> = {},
): EvidenceDocument {
  const endpoints = [...new Set(pairs.map(({ endpoint }) => endpoint))];
  return evidenceDocument({
    controlled: true,
    ledger: {
      fates: { compared: pairs.length },
      reconciliation: { state: 'agrees', disagreements: [] },
    },
    endpoints: endpoints.map((endpoint) =>
      endpointOf(
        endpoint,
        pairs.filter((pair) => pair.endpoint === endpoint),
      ),
    ),
    findings: findingsOf(pairs),
    patterns: patternsOf(pairs),
    ...over,
  });
}

function endpointOf(endpoint: string, pairs: readonly RecordedPair[]): EndpointEvidence {
  return {
    endpoint,
    pairs: pairs.length,
    controlled: pairs.filter(({ controlled }) => controlled).length,
    keyHashes: [...new Set(pairs.map(({ key }) => key))],
    fields: paths,
    latency: latencyOfPairs(pairs),
    ...spanOf(pairs),
  };
}

function latencyOfPairs(pairs: readonly RecordedPair[]): LatencyEvidence {
  const [primary, shadow, ratios] = [new GrowingSketch(), new GrowingSketch(), new GrowingSketch()];
  for (const { slowness } of pairs) {
    primary.add(1_000);
    shadow.add(1_000 * slowness);
    ratios.add(slowness);
  }
  const blocks = ratios.take();
  return {
    primary: primary.take(),
    shadow: shadow.take(),
    blocks: { p50: blocks, p95: blocks, p99: blocks },
  };
}

function findingsOf(pairs: readonly RecordedPair[]): FindingEvidence[] {
  const named = pairs.flatMap((pair) =>
    [...new Set([...pair.shadow, ...(pair.controlled ? pair.control : [])])].map((path) => ({ pair, path })),
  );
  const identities = new Map(
    named.map(({ pair: { endpoint }, path }) => [idOf(endpoint, path), { endpoint, path }]),
  );
  return [...identities].map(([id, { endpoint, path }]) => {
    const seen = named.filter((one) => idOf(one.pair.endpoint, one.path) === id).map(({ pair }) => pair);
    const onShadow = seen.filter(({ shadow }) => shadow.includes(path));
    const keyHashes = [...new Set(onShadow.map(({ key }) => key))];
    return {
      id,
      endpoint,
      path,
      class: 'value',
      count: onShadow.length,
      controlCount: seen.filter(({ controlled, control }) => controlled && control.includes(path)).length,
      keys: keyHashes.length,
      keyHashes,
      ...spanOf(seen),
      exemplars: [],
    };
  });
}

function patternsOf(pairs: readonly RecordedPair[]): PatternEvidence[] {
  const patterns = new Map<string, PatternEvidence>();
  for (const { endpoint, controlled, shadow, control } of pairs) {
    const onControl = controlled ? control : [];
    const ids = (some: readonly string[]): string[] => some.map((path) => idOf(endpoint, path)).sort();
    const pattern = {
      endpoint,
      controlled,
      shadowOnly: ids(shadow.filter((path) => !onControl.includes(path))),
      controlOnly: ids(onControl.filter((path) => !shadow.includes(path))),
      both: ids(shadow.filter((path) => onControl.includes(path))),
    };
    if (shadow.length + onControl.length === 0) continue;
    const name = JSON.stringify(pattern);
    patterns.set(name, { ...pattern, pairs: (patterns.get(name)?.pairs ?? 0) + 1 });
  }
  return [...patterns.values()];
}

function idOf(endpoint: string, path: string): string {
  return findingId({ endpoint, path, class: 'value' });
}

function spanOf(pairs: readonly RecordedPair[]): { readonly firstSeen: Date; readonly lastSeen: Date } {
  const times = pairs.map(({ at }) => evidenceStart.getTime() + at);
  return {
    firstSeen: new Date(Math.min(...times, evidenceEnd.getTime())),
    lastSeen: new Date(Math.max(...times, evidenceStart.getTime())),
  };
}
