import { maxKeys } from '../../findings/finding.ts';
import { keepLowestLots, lotOf } from '../../findings/sample.ts';
import { sumOfLatencies } from '../../latency/sketch.ts';
import type { EndpointEvidence, FindingEvidence } from '../evidence-document.ts';
import { earliest, latest, lowest, sum } from './adding-up.ts';

export function mergedEndpoint(first: EndpointEvidence, all: readonly EndpointEvidence[]): EndpointEvidence {
  return {
    endpoint: first.endpoint,
    pairs: sum(all.map(({ pairs }) => pairs)),
    controlled: sum(all.map(({ controlled }) => controlled)),
    keyHashes: lowest(
      all.flatMap(({ keyHashes }) => keyHashes),
      maxKeys,
    ),
    fields: lowest(
      all.flatMap(({ fields }) => fields),
      maxFields,
    ),
    latency: sumOfLatencies(all.map(({ latency }) => latency)),
    firstSeen: earliest(all.map(({ firstSeen }) => firstSeen)),
    lastSeen: latest(all.map(({ lastSeen }) => lastSeen)),
  };
}

/** Of an endpoint, as learned. */
const maxFields = 500;

export function mergedFinding(first: FindingEvidence, all: readonly FindingEvidence[]): FindingEvidence {
  const { id, endpoint, path, class: differenceClass } = first;
  return {
    id,
    endpoint,
    path,
    class: differenceClass,
    count: sum(all.map(({ count }) => count)),
    controlCount: sum(all.map(({ controlCount }) => controlCount)),
    ...mergedKeys(all),
    firstSeen: earliest(all.map(({ firstSeen }) => firstSeen)),
    lastSeen: latest(all.map(({ lastSeen }) => lastSeen)),
    exemplars: keepLowestLots(
      all.flatMap(({ exemplars }) =>
        exemplars.map((exemplar) => ({ ...exemplar, lot: lotOf(exemplar.pairingId) })),
      ),
    ).map(({ seenAt, pairingId, request, primary, shadow }) => ({
      seenAt,
      pairingId,
      request,
      primary,
      shadow,
    })),
  };
}

/** Without the hashes nobody knows which keys of two documents are the same: then there are at least as many as the one with most has. */
function mergedKeys(all: readonly FindingEvidence[]): Pick<FindingEvidence, 'keys' | 'keyHashes'> {
  const most = all.reduce((keys, one) => Math.max(keys, one.keys), 0);
  const sets = all.map(({ keyHashes }) => keyHashes).filter((hashes) => hashes !== undefined);
  if (sets.length < all.length) return { keys: most };
  const keyHashes = lowest(sets.flat(), maxKeys);
  return { keys: Math.max(most, keyHashes.length), keyHashes };
}
