import { resourceTypes, type ResourceSet, type ResourceType, type Snapshot } from '../snapshot/snapshot.ts';
import { differenceFrom } from './difference.ts';
import type { StreamState } from './stream-state.ts';
import type { TypeState } from './type-state.ts';

/** Where a type may go now. */
export interface Course {
  readonly set: ResourceSet;
  /** Whether what is not in the set may be taken away yet. */
  readonly mayRemove: boolean;
}

/** How a type stands to a resource set: all held, still to be sent or acknowledged, or all that is missing refused. */
type Standing = 'settled' | 'waiting' | 'rejected';

function standing(state: TypeState, set: ResourceSet): Standing {
  const { outstanding } = differenceFrom(state, set);
  if (outstanding.length === 0) return 'settled';
  return outstanding.every(({ name, version }) => state.refused.get(name) === version)
    ? 'rejected'
    : 'waiting';
}

/** How the upstreams stand, clusters and endpoints: what routes and listeners rest on. */
function upstreams({ types }: StreamState, target: Snapshot): Standing {
  const clusters = standing(types.cluster, target.cluster);
  return clusters === 'settled' ? standing(types.endpoints, target.endpoints) : clusters;
}

/**
 * Notes the target as good once the client has its upstreams. A client that refuses part of them and has nothing else
 * (a fresh Envoy) gets the rest all the same: ten migrations must not stay dark for the bad cluster of one.
 */
export function noteLastGood(stream: StreamState): void {
  const { target, types } = stream;
  if (target === undefined || types.cluster.subscription === undefined) return;
  const stand = upstreams(stream, target);
  if (stand === 'settled') stream.lastGood = target;
  if (stand === 'rejected' && !stream.reconnected) stream.lastGood ??= target;
}

/**
 * Make before break: clusters with their endpoints, listeners, routes, each once the one before is acknowledged, for Envoy
 * takes routes to a cluster it does not have and answers 503. Then removals, backwards. Undefined: the type has to wait.
 */
export function courseOf(stream: StreamState, type: ResourceType): Course | undefined {
  const { target, types } = stream;
  if (target === undefined) return undefined;
  switch (type) {
    case 'runtime':
      // The kill switch waits for nobody.
      return { set: target.runtime, mayRemove: true };
    case 'cluster':
      return { set: target.cluster, mayRemove: mayRemoveClusters(stream, target) };
    case 'endpoints': {
      // A real Envoy acknowledges clusters only once they are warm, and they warm by their endpoints: those of the clusters
      // it was sent, though the target may have moved on.
      if (types.cluster.inFlight !== undefined && stream.clustersOf !== undefined) {
        return { set: stream.clustersOf.endpoints, mayRemove: false };
      }
      const clusters = standing(types.cluster, target.cluster);
      if (clusters === 'waiting') return undefined;
      if (clusters === 'rejected') return staying(stream, type);
      return {
        set: target.endpoints,
        mayRemove: differenceFrom(types.cluster, target.cluster).extra.length === 0,
      };
    }
    case 'listener': {
      const below = upstreams(stream, target);
      if (below === 'waiting') return undefined;
      if (below === 'rejected') return staying(stream, type);
      return { set: target.listener, mayRemove: mayRemoveListeners(stream, target) };
    }
    case 'route': {
      const below = upstreams(stream, target);
      if (below === 'waiting') return undefined;
      const course = below === 'rejected' ? staying(stream, type) : { set: target.route, mayRemove: true };
      const listeners = below === 'rejected' ? stream.lastGood?.listener : target.listener;
      if (course === undefined || listeners === undefined) return undefined;
      // Listeners only go first so that they ask for their routes; refused ones hold nothing back.
      if (standing(types.listener, listeners) === 'waiting') return undefined;
      const listenersGone = differenceFrom(types.listener, listeners).extra.length === 0;
      return { ...course, mayRemove: course.mayRemove && listenersGone };
    }
  }
}

function staying({ lastGood }: StreamState, type: ResourceType): Course | undefined {
  return lastGood === undefined ? undefined : { set: lastGood[type], mayRemove: false };
}

function mayRemoveClusters(stream: StreamState, target: Snapshot): boolean {
  const { listener } = stream.types;
  return (
    mayRemoveListeners(stream, target) &&
    standing(listener, target.listener) === 'settled' &&
    differenceFrom(listener, target.listener).extra.length === 0
  );
}

function mayRemoveListeners(stream: StreamState, target: Snapshot): boolean {
  const settled = upstreams(stream, target) === 'settled';
  return stream.answered && settled && standing(stream.types.route, target.route) === 'settled';
}

/** Types in the order in which they are planned: the kill switch first. */
export const planningOrder: readonly ResourceType[] = [
  'runtime',
  ...resourceTypes.filter((type) => type !== 'runtime'),
];
