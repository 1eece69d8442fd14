import { createHash } from 'node:crypto';
import type { EncodedResource, ResourceSet, ResourceType } from '../snapshot/snapshot.ts';
import type { HeldResource } from './held-resource.ts';

/** One response as it goes out. */
export interface Push {
  readonly type: ResourceType;
  readonly nonce: string;
  /** The version of the resource set the client will be at, or one derived from it while it still deviates. */
  readonly version: string;
  readonly resources: readonly EncodedResource[];
  /** Names the response removes or declares missing; only the incremental variant can say that. */
  readonly removed: readonly string[];
  /** Set where `resources` is exactly this set, so that its bytes can be shared by all streams. */
  readonly whole: ResourceSet | undefined;
  /** Those of `resources` that the client does not hold as they are, or gets again on purpose. */
  readonly changed: readonly EncodedResource[];
  /** Names the client holds until it acknowledges this response, and no longer. */
  readonly leaving: readonly string[];
  /** What the client holds once it acknowledges this response. */
  readonly heldAfter: ReadonlyMap<string, HeldResource>;
}

/** A push before it is given its place in a stream. */
export type Draft = Omit<Push, 'type' | 'nonce'>;

export interface Deviations {
  readonly held: ReadonlyMap<string, HeldResource>;
  /** Refused, so left out or at the last good version. */
  readonly withheld: readonly EncodedResource[];
  /** Not in the set any more, and not removed yet. */
  readonly retained: readonly HeldResource[];
}

/**
 * The version of a resource set as a client has it that deviates from it. Equal content gives an equal version, and a
 * person who reads it sees which set the client is on the way to.
 */
export function deviatingVersion(set: ResourceSet, { held, withheld, retained }: Deviations): string {
  if (withheld.length + retained.length === 0) return set.version;
  const deviations = [
    ...withheld.map(({ name }) => `${name} stays ${held.get(name)?.version ?? 'away'}`),
    ...retained.map(({ name, version }) => `${name} stays ${version}`),
  ];
  const digest = createHash('sha256').update(deviations.sort().join('\n')).digest('hex');
  return `${set.version}+${digest.slice(0, 8)}`;
}

/**
 * What a client holds once it has taken a partial response.
 *
 * @param arrived the set that the client is at then, where it is at one: its map is shared, so that a thousand streams at
 *   rest cost no memory and no comparing. Acknowledging narrows it to what the client asks for.
 */
export function heldAfter(
  held: ReadonlyMap<string, HeldResource>,
  resources: readonly EncodedResource[],
  removed: readonly string[],
  arrived: ResourceSet | undefined,
): ReadonlyMap<string, HeldResource> {
  if (arrived !== undefined) return arrived.resources;
  const after = new Map(held);
  for (const name of removed) after.delete(name);
  for (const resource of resources) after.set(resource.name, resource);
  return after;
}
