import { anyEndpoint } from '../findings/finding.ts';
import type { EvidenceDocument } from './evidence-document.ts';

/** In how many pairs a finding was seen, and on which side. */
export interface Sightings {
  readonly shadowOnly: number;
  readonly controlOnly: number;
  readonly both: number;
  /** Seen on the shadow in pairs that had no control half. */
  readonly uncontrolled: number;
}

const unseen: Sightings = { shadowOnly: 0, controlOnly: 0, both: 0, uncontrolled: 0 };

export function sightingsOf({ patterns }: EvidenceDocument): (id: string) => Sightings {
  const byId = new Map<string, Record<keyof Sightings, number>>();
  const add = (ids: readonly string[], where: keyof Sightings, pairs: number): void => {
    for (const id of ids) {
      let sightings = byId.get(id);
      if (sightings === undefined) byId.set(id, (sightings = { ...unseen }));
      sightings[where] += pairs;
    }
  };
  for (const pattern of patterns) {
    add(pattern.shadowOnly, pattern.controlled ? 'shadowOnly' : 'uncontrolled', pattern.pairs);
    add(pattern.controlOnly, 'controlOnly', pattern.pairs);
    add(pattern.both, 'both', pattern.pairs);
  }
  return (id) => byId.get(id) ?? unseen;
}

/** Pairs with a control half in which a finding of an endpoint could have been seen. */
export function controlledPairs({ endpoints }: EvidenceDocument, endpoint: string): number {
  const own = endpoints.find((one) => one.endpoint === endpoint);
  if (own !== undefined || endpoint !== anyEndpoint) return own?.controlled ?? 0;
  return endpoints.reduce((sum, { controlled }) => sum + controlled, 0);
}
