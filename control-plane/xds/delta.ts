import type { Course } from './course.ts';
import { differenceFrom, isRefused, sentAgain } from './difference.ts';
import { deviatingVersion, heldAfter, type Draft } from './push.ts';
import type { DeltaRequest } from './request.ts';
import { amended } from './subscription.ts';
import { subscribeTo, type TypeState } from './type-state.ts';

/**
 * The changes an incremental request makes to what its sender asks for. Every name it subscribes to is answered, even
 * where it was subscribed before and nothing changed: the client may have dropped it in between.
 */
export function amend(state: TypeState, { subscribe, unsubscribe, initialVersions }: DeltaRequest): void {
  const first = state.subscription === undefined;
  if (first) {
    state.held = new Map([...initialVersions].map(([name, version]) => [name, { name, version }]));
  }
  const before = state.subscription;
  const next = amended(before, state.type, subscribe, unsubscribe);
  subscribeTo(state, next);

  // The first answer must come even where it is empty, for an Envoy waits for it before it goes on starting.
  if (next.wildcard && (first || subscribe.includes('*'))) state.answerDue = true;
  if (next.wildcard && !first && subscribe.includes('*'))
    for (const name of state.held.keys()) owe(state, name);
  for (const name of subscribe) {
    const toldAtReconnect = first && initialVersions.has(name);
    if (name !== '*' && !toldAtReconnect) owe(state, name);
  }
  // Under a wildcard, a name given up may still be part of it: the client cannot know, so it is told.
  if (next.wildcard) for (const name of unsubscribe) if (before?.names.has(name)) owe(state, name);
}

function owe(state: TypeState, name: string): void {
  state.owed.add(name);
  state.refused.delete(name);
}

/** What to send now of a type, undefined where there is nothing new. Removals are said, not implied. */
export function draftDelta(state: TypeState, { set, mayRemove }: Course): Draft | undefined {
  const { outstanding, extra } = differenceFrom(state, set);
  const { held, owed, refused } = state;
  const leaving = extra.filter(({ name }) => mayRemove && !refused.has(name)).map(({ name }) => name);
  const missing = [...owed].filter((name) => !set.resources.has(name) && !held.has(name));
  const resources = [
    ...outstanding.filter((resource) => !isRefused(state, resource)),
    ...sentAgain(state, set),
  ];
  const removed = [...leaving, ...missing];
  if (resources.length === 0 && removed.length === 0 && !state.answerDue) return undefined;

  const withheld = outstanding.filter((resource) => isRefused(state, resource));
  const retained = extra.filter(({ name }) => !mayRemove || refused.has(name));
  const arrives = withheld.length === 0 && retained.length === 0;
  return {
    version: deviatingVersion(set, { held, withheld, retained }),
    resources,
    removed,
    whole: resources.length === set.resources.size ? set : undefined,
    changed: resources,
    leaving,
    heldAfter: heldAfter(held, resources, leaving, arrives ? set : undefined),
  };
}
