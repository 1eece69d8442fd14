import type { ResourceType, Snapshot } from '../snapshot/snapshot.ts';
import type { StreamState } from './stream-state.ts';
import type { HeldResource, TypeState } from './type-state.ts';

/** What a client held when its last stream ended, so that the next one removes nothing that it still routes to. */
export interface CarryOver {
  readonly lastGood: Snapshot | undefined;
  /** Its last acknowledged version, and the one in flight: it may have taken that without our hearing of it. */
  readonly held: ReadonlyMap<ResourceType, readonly HeldVersion[]>;
}

interface HeldVersion {
  readonly version: string;
  readonly resources: ReadonlyMap<string, HeldResource>;
}

/** Of the types whose responses delete what they lack. */
export function carryOverOf({ types, lastGood }: StreamState): CarryOver {
  const held = new Map<ResourceType, HeldVersion[]>();
  for (const { type, acknowledged, held: resources, inFlight } of [types.cluster, types.listener]) {
    const versions: HeldVersion[] = [];
    if (acknowledged !== undefined) versions.push({ version: acknowledged, resources });
    if (inFlight !== undefined) versions.push({ version: inFlight.version, resources: inFlight.heldAfter });
    held.set(type, versions);
  }
  return { lastGood, held };
}

/**
 * A client that names a version on its first request of a type has that from an earlier stream. Where it is the one we
 * remember, we know what it holds; it is answered all the same.
 */
export function recognise(
  stream: StreamState,
  state: TypeState,
  version: string,
  carryOver: CarryOver | undefined,
): void {
  if (version === '') return;
  stream.reconnected = true;
  const known = carryOver?.held.get(state.type)?.find((held) => held.version === version);
  if (known === undefined) return;
  state.held = known.resources;
  state.acknowledged = version;
  if (state.type === 'cluster') stream.lastGood = carryOver?.lastGood;
}
