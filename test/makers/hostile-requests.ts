import fc from 'fast-check';
import protobuf from 'protobufjs';
import { resourceTypes, typeUrls } from '../../control-plane/snapshot/snapshot.ts';
import type { Variant } from '../../control-plane/xds/session.ts';
import { encodeRequest } from './ads-client.ts';

const { Writer } = protobuf;

const node = { id: 'hostile' };

/** A request for clusters in the variant's words, with whatever else is given. */
export function hostileRequest(variant: Variant, more: Readonly<Record<string, unknown>> = {}): Buffer {
  return encodeRequest(variant, { node, type_url: typeUrls.cluster, ...more });
}

/** The field that asks for names. */
export function namesField(variant: Variant): string {
  return variant === 'sotw' ? 'resource_names' : 'resource_names_subscribe';
}

/** Bytes on an xDS stream: valid requests, such with bytes changed, cut off or added, names of any kind, and noise. */
export function hostileMessages(variant: Variant): fc.Arbitrary<Buffer[]> {
  const name = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc.constantFrom('*', '', '__proto__', 'constructor', 'a', 'b', 'x'.repeat(2_000)),
  );
  const names = fc.oneof(
    { weight: 8, arbitrary: fc.array(name, { maxLength: 20 }) },
    {
      weight: 1,
      arbitrary: fc
        .integer({ min: 1, max: 20_000 })
        .map((count) => Array.from({ length: count }, (_, index) => String(index))),
    },
  );
  const request = fc
    .record({
      type_url: fc.oneof(
        fc.constantFrom(...resourceTypes.map((type) => typeUrls[type])),
        fc.string({ maxLength: 2_000 }),
      ),
      names,
      fewer: names,
      versions: fc.dictionary(name, name, { maxKeys: 5 }),
      response_nonce: fc.oneof(fc.integer({ min: 0, max: 9 }).map(String), fc.string({ unit: 'binary' })),
      error_detail: fc.option(fc.record({ code: fc.nat(20), message: fc.string({ maxLength: 5_000 }) }), {
        nil: undefined,
      }),
    })
    .map(({ names: asked, fewer, versions, ...rest }) =>
      hostileRequest(variant, {
        ...rest,
        [namesField(variant)]: asked,
        ...(variant === 'delta' && {
          resource_names_unsubscribe: fewer,
          initial_resource_versions: versions,
        }),
      }),
    );
  const changed = fc
    .tuple(request, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 8 }))
    .map(([bytes, changes]) => {
      const copy = Buffer.from(bytes);
      for (const [at, value] of changes) copy[at % copy.length] = value;
      return copy;
    });
  const cut = fc.tuple(request, fc.nat()).map(([bytes, length]) => bytes.subarray(0, length % bytes.length));
  const noise = fc.uint8Array({ maxLength: 500 }).map((bytes) => Buffer.from(bytes));
  const message = fc.oneof({ weight: 4, arbitrary: request }, { weight: 2, arbitrary: changed }, cut, noise);
  return fc.array(message, { minLength: 1, maxLength: 8 });
}

/** A group that opens within a group, and so on: skipping it must not take the stack. */
export function nestedGroups(depth: number): Buffer {
  return Buffer.alloc(depth, (15 << 3) | 3);
}

/** A node whose metadata is a list of empty values, two bytes each: decoded, twenty times its size. */
export function emptyValues(bytes: number): Buffer {
  const list: Uint8Array = Buffer.alloc(bytes, Buffer.from([0x0a, 0x00]));
  const path = { list_value: 6, value: 2, fields: 1, metadata: 3, node: 2 };
  const nested = Object.values(path).reduce(
    (inner, field) =>
      Writer.create()
        .uint32((field << 3) | 2)
        .bytes(inner)
        .finish(),
    list,
  );
  return Buffer.from(nested);
}
