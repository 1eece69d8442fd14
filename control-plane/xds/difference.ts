import type { EncodedResource, ResourceSet } from '../snapshot/snapshot.ts';
import type { HeldResource } from './held-resource.ts';
import { covers, everything, type Subscription } from './subscription.ts';
import type { Difference, TypeState } from './type-state.ts';

type Compared = Pick<Difference, 'outstanding' | 'extra'>;

const none: Compared = { outstanding: [], extra: [] };

/**
 * Every plan asks several times how each type stands, for hundreds of resources, so the last answer is kept. Held
 * resources, subscription and set are all replaced, never changed in place: the same three give the same answer.
 */
export function differenceFrom(state: TypeState, set: ResourceSet): Compared {
  const { held, subscription, compared } = state;
  if (subscription === undefined) return none;
  if (compared?.held === held && compared.subscription === subscription && compared.set === set) {
    return compared;
  }
  const difference = subscription.wildcard ? compareWhole(held, set) : compare(held, subscription, set);
  state.compared = { held, subscription, set, ...difference };
  return state.compared;
}

/** By what is held, and within that by the set: streams at rest share what they hold, so one comparison serves them all. */
const compared = new WeakMap<ReadonlyMap<string, HeldResource>, WeakMap<ResourceSet, Compared>>();

function compareWhole(held: ReadonlyMap<string, HeldResource>, set: ResourceSet): Compared {
  let bySet = compared.get(held);
  if (bySet === undefined) compared.set(held, (bySet = new WeakMap()));
  let difference = bySet.get(set);
  if (difference === undefined) bySet.set(set, (difference = compare(held, everything, set)));
  return difference;
}

function compare(
  held: ReadonlyMap<string, HeldResource>,
  subscription: Subscription,
  set: ResourceSet,
): Compared {
  if (held === set.resources) return none;
  const outstanding: EncodedResource[] = [];
  for (const resource of wanted(subscription, set)) {
    if (held.get(resource.name)?.version !== resource.version) outstanding.push(resource);
  }
  const extra: HeldResource[] = [];
  for (const resource of held.values()) {
    if (!set.resources.has(resource.name) && covers(subscription, resource.name)) extra.push(resource);
  }
  return { outstanding, extra };
}

/** The part of a set that a client asks for. Names that do not exist are simply not there yet. */
export function* wanted(subscription: Subscription, set: ResourceSet): Iterable<EncodedResource> {
  if (subscription.wildcard) {
    yield* set.resources.values();
    return;
  }
  for (const name of subscription.names) {
    const resource = set.resources.get(name);
    if (resource !== undefined) yield resource;
  }
}

/** Whether the client refused exactly this content: it is not sent again before it changes. */
export function isRefused({ refused }: TypeState, { name, version }: EncodedResource): boolean {
  return refused.get(name) === version;
}

/** What the client holds as it is in the set, and gets again all the same: it is owed. */
export function sentAgain(state: TypeState, set: ResourceSet): EncodedResource[] {
  const again: EncodedResource[] = [];
  for (const name of state.owed) {
    const resource = set.resources.get(name);
    if (resource === undefined || isRefused(state, resource)) continue;
    if (state.held.get(name)?.version === resource.version) again.push(resource);
  }
  return again;
}
