import protobuf from 'protobufjs';
import { typeUrls, type EncodedResource, type ResourceSet } from '../../snapshot/snapshot.ts';
import type { Push } from '../../xds/push.ts';
import type { Variant } from '../../xds/session.ts';

const { Writer } = protobuf;

/** Tag of a length-delimited field. */
const tag = (field: number): number => (field << 3) | 2;

// Of `DiscoveryResponse` and `DeltaDiscoveryResponse` alike, but for the last.
const versionField = tag(1);
const resourcesField = tag(2);
const typeUrlField = tag(4);
const nonceField = tag(5);
const removedResourcesField = tag(6);

const resourceTypeUrl = 'type.googleapis.com/envoy.service.discovery.v3.Resource';

/**
 * Serialised `resources` fields, by the resource or the whole set they are of. Protobuf lets fields be concatenated, so a
 * resource is serialised once whatever the number of streams; the entries go when the snapshot that holds their keys goes.
 */
const fieldsOf: Readonly<Record<Variant, WeakMap<EncodedResource | ResourceSet, Buffer>>> = {
  sotw: new WeakMap(),
  delta: new WeakMap(),
};

/** The bytes of a discovery response: shared ones for its resources, between the stream's own version and nonce. */
export function encodeResponse(variant: Variant, push: Push): Buffer {
  const head = Writer.create()
    .uint32(versionField)
    .string(push.version)
    .uint32(typeUrlField)
    .string(typeUrls[push.type]);
  for (const name of push.removed) head.uint32(removedResourcesField).string(name);
  const tail = Writer.create().uint32(nonceField).string(push.nonce);
  const resources =
    push.whole === undefined
      ? push.resources.map((resource) => resourceField(variant, resource))
      : [wholeField(variant, push.whole)];
  return Buffer.concat([head.finish(), ...resources, tail.finish()]);
}

function wholeField(variant: Variant, set: ResourceSet): Buffer {
  return cached(variant, set, () =>
    Buffer.concat([...set.resources.values()].map((resource) => resourceField(variant, resource))),
  );
}

function resourceField(variant: Variant, resource: EncodedResource): Buffer {
  return cached(variant, resource, () => {
    const bytes = variant === 'delta' ? encodeResource(resource) : sotwResource(resource);
    return Buffer.from(Writer.create().uint32(resourcesField).bytes(bytes).finish());
  });
}

function cached(variant: Variant, key: EncodedResource | ResourceSet, encode: () => Buffer): Buffer {
  const known = fieldsOf[variant].get(key);
  if (known !== undefined) return known;
  const bytes = encode();
  fieldsOf[variant].set(key, bytes);
  return bytes;
}

/** State-of-the-world carries bare resources, but for those with a time to live, which need the wrapper that has it. */
function sotwResource(resource: EncodedResource): Uint8Array {
  if (resource.ttlSeconds === undefined) return resource.any;
  return Writer.create()
    .uint32(tag(1))
    .string(resourceTypeUrl)
    .uint32(tag(2))
    .bytes(encodeResource(resource))
    .finish();
}

/** `envoy.service.discovery.v3.Resource`: version 1, resource 2, name 3, ttl 6 (whole seconds). */
function encodeResource({ name, version, any, ttlSeconds }: EncodedResource): Uint8Array {
  const writer = Writer.create()
    .uint32(tag(1))
    .string(version)
    .uint32(tag(2))
    .bytes(any)
    .uint32(tag(3))
    .string(name);
  if (ttlSeconds !== undefined)
    writer
      .uint32(tag(6))
      .fork()
      .uint32(1 << 3)
      .int64(ttlSeconds)
      .ldelim();
  return writer.finish();
}
