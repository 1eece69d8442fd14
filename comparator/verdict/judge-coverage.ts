import { maxKeys } from '../findings/finding.ts';
import type { EndpointEvidence, EvidenceDocument } from './evidence-document.ts';
import { atMost, blocks, count, counted, percent, supports } from './reason.ts';
import { upperBound, type Rate } from './statistics/rate.ts';
import type { EndpointResult, Reason, Verdict } from './verdict.ts';

/** Endpoints with more of the traffic than this must be covered. */
const largestUncoveredShare = 0.001;

export interface CoverageJudged {
  readonly population: Verdict['population'];
  readonly endpoints: readonly EndpointResult[];
  readonly reasons: readonly Reason[];
}

/** Whether enough was seen, of each endpoint that matters and on enough keys, for a verdict to be about this migration's traffic. */
export function judgeCoverage(
  document: EvidenceDocument,
  rateOf: (endpoint: string) => Rate,
): CoverageJudged {
  const { gates, keyed } = document;
  const pairs = document.endpoints.reduce((sum, endpoint) => sum + endpoint.pairs, 0);
  const keys = new Set(document.endpoints.flatMap(({ keyHashes }) => keyHashes)).size;
  const endpoints = document.endpoints.map((endpoint): EndpointResult => {
    const hasKeys = !keyed || endpoint.keyHashes.length >= gates.minKeys;
    return {
      endpoint: endpoint.endpoint,
      pairs: endpoint.pairs,
      keys: endpoint.keyHashes.length,
      share: pairs === 0 ? 0 : endpoint.pairs / pairs,
      required: gates.require.includes(endpoint.endpoint),
      covered: endpoint.pairs >= gates.minPairs && hasKeys,
      upper: upperBound(rateOf(endpoint.endpoint), gates.alpha),
    };
  });
  return {
    population: {
      ...spanOf(document.endpoints),
      pairs,
      keys: Math.min(keys, maxKeys),
      endpoints: endpoints.length,
    },
    endpoints,
    reasons: [...reasonsOf()],
  };

  function* reasonsOf(): Generator<Reason> {
    if (pairs === 0) {
      yield blocks(
        'no-evidence',
        'No pair has been compared in this epoch. Is traffic mirrored, and does the shadow answer?',
      );
    }
    for (const required of gates.require) {
      if (!endpoints.some(({ endpoint }) => endpoint === required)) {
        yield blocks(
          'required-endpoint-missing',
          `${required} is required by \`gates.require\`, and no pair of it was seen.`,
        );
      }
    }
    const open = endpoints.filter(
      ({ covered, share, required }) => !covered && mustBeCovered({ share, required }),
    );
    yield* atMost(open, (one) => uncoveredReason(one, document), 'endpoints');
    if (pairs > 0 && keyed && keys < gates.minKeys) {
      yield blocks(
        'too-few-keys',
        `All pairs are of ${counted(keys, 'key')}; ${count(gates.minKeys)} distinct ones are needed.`,
      );
    }
    const covered = endpoints.filter((endpoint) => endpoint.covered);
    if (covered.length > 0) {
      const share = covered.reduce((sum, endpoint) => sum + endpoint.share, 0);
      yield supports(
        'covered',
        `${count(covered.length)} of ${counted(endpoints.length, 'endpoint')} covered, with ${percent(share)} of ${counted(pairs, 'pair')}.`,
      );
    }
  }
}

export function mustBeCovered({ share, required }: Pick<EndpointResult, 'share' | 'required'>): boolean {
  return required || share > largestUncoveredShare;
}

function uncoveredReason(
  { endpoint, pairs, keys }: EndpointResult,
  { gates, keyed }: EvidenceDocument,
): Reason {
  const missing = [
    ...(pairs < gates.minPairs ? [`${count(pairs)} of ${count(gates.minPairs)} pairs`] : []),
    ...(keyed && keys < gates.minKeys ? [`${count(keys)} of ${count(gates.minKeys)} keys`] : []),
  ];
  return blocks('endpoint-not-covered', `${endpoint} has ${missing.join(' and ')}.`);
}

function spanOf(endpoints: readonly EndpointEvidence[]): {
  readonly from: Date | null;
  readonly to: Date | null;
} {
  if (endpoints.length === 0) return { from: null, to: null };
  return {
    from: new Date(endpoints.reduce((first, one) => Math.min(first, one.firstSeen.getTime()), Infinity)),
    to: new Date(endpoints.reduce((last, one) => Math.max(last, one.lastSeen.getTime()), -Infinity)),
  };
}
