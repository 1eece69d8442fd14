import type { ResourceType } from '../snapshot/snapshot.ts';

/** What a client wants of one type. Immutable: a change is a new value. */
export interface Subscription {
  /** Everything of the type. */
  readonly wildcard: boolean;
  /** Asked for one by one; `*` is not among them. */
  readonly names: ReadonlySet<string>;
  /** Whether a name, `*` included, was ever sent: from then on an empty list means nothing, no longer everything. */
  readonly named: boolean;
}

const wildcardName = '*';

export const nothing: Subscription = { wildcard: false, names: new Set(), named: false };

export const everything: Subscription = { ...nothing, wildcard: true };

/** Types of which a first request without names asks for everything. */
export function isWildcardType(type: ResourceType): boolean {
  return type === 'cluster' || type === 'listener';
}

/** The subscription that a state-of-the-world request states in full. */
export function stated(previous: Subscription, type: ResourceType, names: readonly string[]): Subscription {
  if (names.length === 0 && !previous.named) return { ...nothing, wildcard: isWildcardType(type) };
  const wanted = new Set(names);
  const wildcard = wanted.delete(wildcardName);
  return { wildcard, names: wanted, named: true };
}

/** The subscription after an incremental request's changes; a name in both lists stays. */
export function amended(
  previous: Subscription | undefined,
  type: ResourceType,
  subscribe: readonly string[],
  unsubscribe: readonly string[],
): Subscription {
  const before = previous ?? { ...nothing, wildcard: isWildcardType(type) && subscribe.length === 0 };
  if (subscribe.length === 0 && unsubscribe.length === 0) return before;

  const names = new Set(before.names);
  let wildcard = before.wildcard;
  for (const name of unsubscribe) {
    if (name === wildcardName) wildcard = false;
    else names.delete(name);
  }
  for (const name of subscribe) {
    if (name === wildcardName) wildcard = true;
    else names.add(name);
  }
  return { wildcard, names, named: before.named || subscribe.length > 0 };
}

export function covers({ wildcard, names }: Subscription, name: string): boolean {
  return wildcard || names.has(name);
}

/** Whether `next` asks for anything that `previous` did not. */
export function asksForMore(previous: Subscription, next: Subscription): boolean {
  if (next.wildcard && !previous.wildcard) return true;
  for (const name of next.names) if (!previous.names.has(name)) return true;
  return false;
}
