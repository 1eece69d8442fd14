import type { ResourceType, Snapshot } from '../snapshot/snapshot.ts';
import type { HeldResource } from './held-resource.ts';
import type { StreamState } from './stream-state.ts';
import type { TypeState } from './type-state.ts';

/**
 * What a client may hold of a type once its stream has ended, by version, newest first. Known on its next stream, nothing
 * is removed there that it still routes to. Only of the types whose responses delete what they lack.
 */
export type CarryOver = readonly HeldVersion[];

interface HeldVersion {
  readonly type: ResourceType;
  readonly version: string;
  readonly resources: ReadonlyMap<string, HeldResource>;
  readonly lastGood: Snapshot | undefined;
}

/** A client whose streams break again and again before it can answer may be at any of the versions on their way. */
export const maxHeldVersions = 16;

/** @param inherited what the stream itself began with, which goes on counting for types it has not got to yet */
export function carryOverOf({ types, lastGood }: StreamState, inherited: CarryOver): CarryOver {
  const versions = [types.cluster, types.listener].flatMap((state): HeldVersion[] => {
    const { type, acknowledged, held, inFlight } = state;
    const known =
      acknowledged === undefined
        ? inherited.filter((version) => version.type === type)
        : [{ type, version: acknowledged, resources: held, lastGood }];
    // It may have taken what is in flight without our hearing of it.
    if (inFlight === undefined) return known;
    return [{ type, version: inFlight.version, resources: inFlight.heldAfter, lastGood }, ...known];
  });
  return versions.slice(0, maxHeldVersions);
}

/**
 * A client that names a version on its first request of a type has that from an earlier stream. Where it is one that we
 * remember, we know what it holds; it is answered all the same.
 */
export function recognise(
  stream: StreamState,
  state: TypeState,
  version: string,
  carryOver: CarryOver,
): void {
  if (version === '') return;
  stream.reconnected = true;
  const known = carryOver.find((held) => held.type === state.type && held.version === version);
  if (known === undefined) return;
  state.held = known.resources;
  state.acknowledged = version;
  if (state.type === 'cluster') stream.lastGood = known.lastGood;
}
