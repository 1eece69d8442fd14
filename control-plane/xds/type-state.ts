import type { EncodedResource, ResourceSet, ResourceType } from '../snapshot/snapshot.ts';
import type { HeldResource } from './held-resource.ts';
import type { Push } from './push.ts';
import { covers, type Subscription } from './subscription.ts';

export interface Rejection {
  readonly version: string;
  readonly reason: string;
}

/** How what a client holds differs from a resource set, within its subscription. */
export interface Difference {
  readonly held: ReadonlyMap<string, HeldResource>;
  readonly subscription: Subscription;
  readonly set: ResourceSet;
  /** In the set, and not held at that version. */
  readonly outstanding: readonly EncodedResource[];
  /** Held, and no longer in the set. */
  readonly extra: readonly HeldResource[];
}

/** All that one stream's two ends have said about one type. Changed in place by the session that owns it. */
export interface TypeState {
  readonly type: ResourceType;
  /** Undefined until the client asks for the type. */
  subscription: Subscription | undefined;
  /** What the client has acknowledged, by name. Never changed in place, so that streams can share it. */
  held: ReadonlyMap<string, HeldResource>;
  /** Names to answer again although the client holds them, or although they do not exist. */
  readonly owed: Set<string>;
  /** A request that is answered even where there is nothing new to say. */
  answerDue: boolean;
  /** The one response that has not been acknowledged. */
  inFlight: Push | undefined;
  /** Renewals that fell due while `inFlight` was not acknowledged. */
  renewalsMissed: number;
  /** Versions that the client refused, by name; undefined where it refused a removal. Not sent again as they are. */
  readonly refused: Map<string, string | undefined>;
  /** Nonce of the last response. */
  lastNonce: string;
  sent: string | undefined;
  acknowledged: string | undefined;
  rejected: Rejection | undefined;
  /** The last comparison with a resource set, see `differenceFrom`. */
  compared: Difference | undefined;
}

export function createTypeState(type: ResourceType): TypeState {
  return {
    type,
    subscription: undefined,
    held: new Map(),
    owed: new Set(),
    answerDue: false,
    inFlight: undefined,
    renewalsMissed: 0,
    refused: new Map(),
    lastNonce: '',
    sent: undefined,
    acknowledged: undefined,
    rejected: undefined,
    compared: undefined,
  };
}

/** Takes over a changed subscription. A client drops what it no longer asks for, and forgets that it refused it. */
export function subscribeTo(state: TypeState, subscription: Subscription): void {
  state.subscription = subscription;
  state.held = covered(state.held, subscription);
  for (const name of state.refused.keys()) if (!covers(subscription, name)) state.refused.delete(name);
  for (const name of state.owed) if (!covers(subscription, name)) state.owed.delete(name);
}

export function acknowledge(state: TypeState, push: Push): void {
  answered(state);
  // What the client unsubscribed from while the response was on its way, it did not keep.
  if (state.subscription !== undefined) state.held = covered(push.heldAfter, state.subscription);
  state.acknowledged = push.version;
  // A removal may free what a refused addition collided with (the address of a listener), so it is tried once more.
  if (push.leaving.length > 0) state.refused.clear();
  if (state.refused.size === 0) state.rejected = undefined;
}

export function reject(state: TypeState, push: Push, reason: string): void {
  answered(state);
  for (const { name, version } of push.changed) {
    // Sent in place of what had been refused, it says nothing new about that.
    const inPlaceOfRefused = state.refused.has(name) && state.held.get(name)?.version === version;
    if (!inPlaceOfRefused) state.refused.set(name, version);
  }
  for (const name of push.leaving) state.refused.set(name, undefined);
  state.rejected = { version: push.version, reason };
}

/** Gives refused content another chance once any of it is new: which of it was to blame is not known. */
export function reconsider(state: TypeState, target: ResourceSet): void {
  for (const [name, version] of state.refused) {
    if (target.resources.get(name)?.version === version) continue;
    state.refused.clear();
    return;
  }
}

function answered(state: TypeState): void {
  state.inFlight = undefined;
  state.renewalsMissed = 0;
}

function covered(
  held: ReadonlyMap<string, HeldResource>,
  subscription: Subscription,
): ReadonlyMap<string, HeldResource> {
  if (subscription.wildcard) return held;
  for (const name of held.keys()) {
    if (!covers(subscription, name)) return new Map([...held].filter(([key]) => covers(subscription, key)));
  }
  return held;
}
