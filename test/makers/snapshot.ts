import { createHash } from 'node:crypto';
import {
  resourceTypes,
  typeUrls,
  type EncodedResource,
  type ResourceSet,
  type ResourceType,
  type Snapshot,
} from '../../control-plane/snapshot/snapshot.ts';

/** Resources as `name: content`; content that differs is another version. */
type SimpleResources = Readonly<Record<string, string>>;

export type SimpleSnapshot = Readonly<Partial<Record<ResourceType, SimpleResources>>>;

/** A snapshot out of names and contents. The content is the `value` of each resource's Any; runtime has a time to live. */
export function makeSnapshot(simple: SimpleSnapshot, { ttlSeconds = 60 } = {}): Snapshot {
  const sets = resourceTypes.map((type) => [
    type,
    makeSet(type, simple[type] ?? {}, type === 'runtime' ? ttlSeconds : undefined),
  ]);
  return Object.fromEntries(sets) as Snapshot;
}

function makeSet(type: ResourceType, simple: SimpleResources, ttlSeconds: number | undefined): ResourceSet {
  const resources = new Map<string, EncodedResource>();
  for (const name of Object.keys(simple).sort()) {
    const any = encodeAny(typeUrls[type], Buffer.from(simple[name] ?? ''));
    resources.set(name, { name, version: versionOf(simple[name] ?? ''), any, ttlSeconds });
  }
  const version = digest(
    [...resources.values()].map((resource) => `${resource.name} ${resource.version}`).join(),
  );
  return { version, resources };
}

/** The version that a resource of this content has. */
export function versionOf(content: string): string {
  return `v:${content}`;
}

function encodeAny(typeUrl: string, value: Buffer): Buffer {
  return Buffer.concat([field(1, Buffer.from(typeUrl)), field(2, value)]);
}

/** A length-delimited protobuf field of less than 128 bytes. */
function field(number: number, bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from([(number << 3) | 2, bytes.length]), bytes]);
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}
