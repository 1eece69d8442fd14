import { describe, expect, it } from 'vitest';
import { encodeAny, EnvoyConfigError } from '../../../control-plane/envoy-api/encode.ts';
import { envoyTypes } from '../../../control-plane/envoy-api/envoy-types.ts';

const clusterType = 'type.googleapis.com/envoy.config.cluster.v3.Cluster';
const routeType = 'type.googleapis.com/envoy.config.route.v3.RouteConfiguration';

function decode(any: Buffer): Record<string, unknown> {
  const outer = envoyTypes().lookupType('google.protobuf.Any').decode(any) as unknown as {
    type_url: string;
    value: Uint8Array;
  };
  const type = envoyTypes().lookupType(outer.type_url.replace('type.googleapis.com/', ''));
  return type.toObject(type.decode(outer.value), { longs: Number, enums: String });
}

describe('encodeAny', () => {
  it('carries every form that protobuf writes in JSON its own way', () => {
    const message = {
      '@type': clusterType,
      name: 'orders/primary',
      connect_timeout: '1.5s',
      type: 'EDS',
      per_connection_buffer_limit_bytes: 1024,
      metadata: { filter_metadata: { umbra: { text: 'a', list: [1, true], nested: { deep: 'b' } } } },
    };

    expect(decode(encodeAny(message))).toMatchObject({
      name: 'orders/primary',
      connect_timeout: { seconds: 1, nanos: 500_000_000 },
      type: 'EDS',
      per_connection_buffer_limit_bytes: { value: 1024 },
      metadata: {
        filter_metadata: {
          umbra: {
            fields: {
              text: { stringValue: 'a' },
              list: { listValue: { values: [{ numberValue: 1 }, { boolValue: true }] } },
              nested: { structValue: { fields: { deep: { stringValue: 'b' } } } },
            },
          },
        },
      },
    });
  });

  it('gives the same bytes whatever the order in which fields and map entries were written', () => {
    const one = {
      '@type': clusterType,
      name: 'x',
      type: 'EDS',
      metadata: { filter_metadata: { b: { y: 1, x: 2 }, a: {} } },
    };
    const other = {
      metadata: { filter_metadata: { a: {}, b: { x: 2, y: 1 } } },
      type: 'EDS',
      name: 'x',
      '@type': clusterType,
    };

    expect(encodeAny(one)).toEqual(encodeAny(other));
  });

  it.each([
    ['an unknown field', { '@type': clusterType, conect_timeout: '1s' }, /conect_timeout is not a field/],
    [
      'a value of an enum that is not in it',
      { '@type': clusterType, type: 'EDSS' },
      /"EDSS" is not one of STATIC/,
    ],
    [
      'a duration that is none',
      { '@type': clusterType, connect_timeout: '1 s' },
      /connect_timeout must be a duration/,
    ],
    ['a number where a text belongs', { '@type': clusterType, name: 1 }, /name must be a string/],
    [
      'a single value where a list belongs',
      { '@type': routeType, virtual_hosts: {} },
      /virtual_hosts must be a list/,
    ],
    ['no type at all', { name: 'x' }, /needs an "@type"/],
    [
      'a type that is not loaded',
      { '@type': 'type.googleapis.com/envoy.Nothing' },
      /envoy.Nothing is not loaded/,
    ],
    [
      'two members of one oneof',
      { '@type': routeType, virtual_hosts: [{ routes: [{ match: { prefix: '/', path: '/a' } }] }] },
      /virtual_hosts\[0\].routes\[0\].match.\w+ excludes/,
    ],
  ])('refuses %s, naming where', (_case, message, expected) => {
    expect(() => encodeAny(message)).toThrow(EnvoyConfigError);
    expect(() => encodeAny(message)).toThrow(expected);
  });

  it('knows the mirror header mutations that the packaged protos lack', () => {
    const policy = { cluster: 'c', request_headers_mutations: [{ remove: 'expect' }] };
    const message = {
      '@type': routeType,
      virtual_hosts: [
        { routes: [{ match: { prefix: '/' }, route: { cluster: 'c', request_mirror_policies: [policy] } }] },
      ],
    };

    expect(JSON.stringify(decode(encodeAny(message)))).toContain(
      '"request_headers_mutations":[{"remove":"expect"}]',
    );
  });
});
