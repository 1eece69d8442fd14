import type { EncodedResource } from '../snapshot/snapshot.ts';
import type { Course } from './course.ts';
import { differenceFrom, isRefused, sentAgain, wanted } from './difference.ts';
import type { HeldResource } from './held-resource.ts';
import { deviatingVersion, heldAfter, type Draft } from './push.ts';
import { asksForMore, covers, isWildcardType, nothing, stated } from './subscription.ts';
import { subscribeTo, type TypeState } from './type-state.ts';

/**
 * The names of a state-of-the-world request. New ones are answered whatever version the client names: it may have the
 * type's newest version and yet not these resources.
 */
export function restate(state: TypeState, names: readonly string[]): void {
  const previous = state.subscription ?? nothing;
  const first = state.subscription === undefined;
  const next = stated(previous, state.type, names);
  if (first || asksForMore(previous, next)) {
    if (isWildcardType(state.type)) state.answerDue = next.wildcard || next.names.size > 0;
    else for (const name of next.names) if (!covers(previous, name)) state.owed.add(name);
  }
  subscribeTo(state, next);
}

/** What to send now of a type, undefined where there is nothing new. */
export function draftSotw(state: TypeState, course: Course): Draft | undefined {
  return isWildcardType(state.type) ? draftComplete(state, course) : draftNamed(state, course);
}

/**
 * Clusters and listeners: a response is everything there is, and what it lacks is deleted. So what may not be removed yet
 * is sent along, and what was refused is sent as it last was good.
 */
function draftComplete(state: TypeState, { set, mayRemove }: Course): Draft | undefined {
  const { subscription, held, refused } = state;
  if (subscription === undefined) return undefined;
  const { outstanding, extra } = differenceFrom(state, set);
  const withheld = outstanding.filter((resource) => isRefused(state, resource));
  const leaving = extra.filter(({ name }) => mayRemove && !refused.has(name));
  const news = outstanding.length > withheld.length || leaving.length > 0;
  if (!news && !state.answerDue) return undefined;

  const retained = extra.filter(({ name }) => !mayRemove || refused.has(name));
  const resources: EncodedResource[] = [];
  for (const resource of wanted(subscription, set)) {
    if (!isRefused(state, resource)) resources.push(resource);
    else pushEncoded(resources, held.get(resource.name));
  }
  for (const resource of retained) pushEncoded(resources, resource);

  const whole = subscription.wildcard && withheld.length === 0 && retained.length === 0 ? set : undefined;
  return {
    version: deviatingVersion(set, { held, withheld, retained }),
    resources,
    removed: [],
    whole,
    // What was refused may still have been applied in part, so going back to the last good version is a change too.
    changed: resources.filter(
      ({ name, version }) => held.get(name)?.version !== version || refused.has(name),
    ),
    leaving: leaving.map(({ name }) => name),
    heldAfter: whole?.resources ?? new Map(resources.map((resource) => [resource.name, resource])),
  };
}

/** Endpoints, routes, runtime: a response may be partial and deletes nothing, so only what is new is sent. */
function draftNamed(state: TypeState, { set }: Course): Draft | undefined {
  const { outstanding, extra } = differenceFrom(state, set);
  const withheld = outstanding.filter((resource) => isRefused(state, resource));
  const resources = [
    ...outstanding.filter((resource) => !isRefused(state, resource)),
    ...sentAgain(state, set),
  ];
  if (resources.length === 0) return undefined;
  return {
    version: deviatingVersion(set, { held: state.held, withheld, retained: [] }),
    resources,
    removed: [],
    whole: resources.length === set.resources.size ? set : undefined,
    changed: resources,
    leaving: [],
    heldAfter: heldAfter(state.held, resources, [], withheld.length + extra.length === 0 ? set : undefined),
  };
}

function pushEncoded(resources: EncodedResource[], resource: HeldResource | undefined): void {
  if (resource !== undefined && 'any' in resource) resources.push(resource);
}
