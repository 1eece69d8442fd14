import v8 from 'node:v8';
import vm from 'node:vm';
import { status } from '@grpc/grpc-js';
import fc from 'fast-check';
import { Registry } from 'prom-client';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { serveXds, type XdsServer } from '../../../control-plane/adapters/grpc/serve-xds.ts';
import { createXdsMetrics } from '../../../control-plane/adapters/metrics/xds-metrics.ts';
import { envoyTypes } from '../../../control-plane/envoy-api/envoy-types.ts';
import { typeUrls } from '../../../control-plane/snapshot/snapshot.ts';
import type { Variant } from '../../../control-plane/xds/session.ts';
import { AdsClient } from '../../makers/ads-client.ts';
import {
  emptyValues,
  hostileMessages,
  hostileRequest,
  namesField,
  nestedGroups,
} from '../../makers/hostile-requests.ts';
import { silentLog } from '../../makers/silent-log.ts';
import { makeSnapshot } from '../../makers/snapshot.ts';

const shop = { cluster: { a: '1', b: '1' }, endpoints: { a: '1', b: '1' }, listener: { shop: '1' } };
const mebibyte = 1024 * 1024;
const maxRequestBytes = 4 * mebibyte;

interface Hostile {
  readonly what: string;
  readonly bytes: (variant: Variant) => readonly Buffer[];
  readonly ends: status;
}

const names = (variant: Variant, asked: readonly string[]) => [
  hostileRequest(variant, { [namesField(variant)]: asked }),
];

const corpus: readonly Hostile[] = [
  { what: 'no bytes at all', bytes: () => [Buffer.alloc(0)], ends: status.INVALID_ARGUMENT },
  {
    what: 'a length beyond the end',
    bytes: () => [Buffer.from([0x0a, 0x7f, 0x61])],
    ends: status.INVALID_ARGUMENT,
  },
  {
    what: 'a length of 4 GiB',
    bytes: () => [Buffer.from([0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f])],
    ends: status.INVALID_ARGUMENT,
  },
  { what: 'a number that never ends', bytes: () => [Buffer.alloc(64, 0xff)], ends: status.INVALID_ARGUMENT },
  {
    what: 'a wire type that does not exist',
    bytes: () => [Buffer.from([0x0f, 0x00])],
    ends: status.INVALID_ARGUMENT,
  },
  { what: 'a group never closed', bytes: () => [nestedGroups(1)], ends: status.INVALID_ARGUMENT },
  {
    what: 'a million groups in one another',
    bytes: () => [nestedGroups(1_000_000)],
    ends: status.INVALID_ARGUMENT,
  },
  {
    what: 'a node of 2 million empty values',
    bytes: () => [emptyValues(maxRequestBytes - 64)],
    ends: status.INVALID_ARGUMENT,
  },
  {
    what: 'more bytes than a request may have',
    bytes: () => [Buffer.alloc(maxRequestBytes + 1)],
    ends: status.RESOURCE_EXHAUSTED,
  },
  {
    what: 'more names than a stream may ask for',
    bytes: (variant) =>
      names(
        variant,
        Array.from({ length: 10_001 }, (_, index) => String(index)),
      ),
    ends: status.RESOURCE_EXHAUSTED,
  },
  {
    what: 'a name of 1,001 characters',
    bytes: (variant) => names(variant, ['x'.repeat(1_001)]),
    ends: status.RESOURCE_EXHAUSTED,
  },
  {
    what: 'a name that is not UTF-8',
    bytes: (variant) => [Buffer.concat([hostileRequest(variant), Buffer.from([0x1a, 0x02, 0xc3, 0x28])])],
    ends: status.OK,
  },
  {
    what: 'names that mean something to JavaScript',
    bytes: (variant) => [
      ...names(variant, ['__proto__', 'constructor', 'toString']),
      hostileRequest(variant, {
        type_url: typeUrls.endpoints,
        ...(variant === 'delta' && { initial_resource_versions: JSON.parse('{"__proto__":"1"}') as object }),
      }),
    ],
    ends: status.OK,
  },
  {
    what: 'a type URL of a mebibyte',
    bytes: (variant) => [hostileRequest(variant, { type_url: 'x'.repeat(mebibyte) })],
    ends: status.OK,
  },
  {
    what: 'a thousand nonces that were never given',
    bytes: (variant) =>
      Array.from({ length: 1_000 }, (_, index) => hostileRequest(variant, { response_nonce: `n${index}` })),
    ends: status.OK,
  },
  {
    what: 'refusals of nothing',
    bytes: (variant) =>
      Array.from({ length: 100 }, () =>
        hostileRequest(variant, { error_detail: { code: 3, message: 'no' } }),
      ),
    ends: status.OK,
  },
];

describe.each<Variant>(['sotw', 'delta'])('whatever comes on a %s stream', (variant) => {
  let registry: Registry;
  let server: XdsServer;
  let witness: AdsClient;
  let published = 0;
  let heard = 0;

  beforeAll(() => {
    envoyTypes();
  });

  beforeEach(async () => {
    registry = new Registry();
    const metrics = createXdsMetrics(registry);
    server = await serveXds({ host: '127.0.0.1', port: 0, log: silentLog, metrics, maxRequestBytes });
    heard = 0;
    witness = new AdsClient(variant, server.port);
    witness.send({ node: { id: 'witness' }, type_url: typeUrls.route, [namesField(variant)]: ['shop'] });
    await expectWitnessServed();
  });

  afterEach(async () => {
    await witness.close();
    await server.close();
  });

  /** A change reaches the other stream. */
  async function expectWitnessServed(): Promise<void> {
    published += 1;
    server.publish(makeSnapshot({ ...shop, route: { shop: String(published) } }));
    const response = await witness.response(heard);
    heard += 1;
    witness.ack(response, variant === 'sotw' ? { resource_names: ['shop'] } : {});
  }

  /** Sends it all on a stream of its own, and tells how that ended. */
  async function outcome(messages: readonly Buffer[]): Promise<status> {
    const client = new AdsClient(variant, server.port);
    for (const bytes of messages) client.sendBytes(bytes);
    client.end();
    const { code } = await client.ended;
    await client.close();
    return code;
  }

  async function refusedStreams(): Promise<number> {
    const refused = await registry.getSingleMetric('umbra_xds_streams_refused_total')?.get();
    return refused?.values.reduce((sum, { value }) => sum + value, 0) ?? 0;
  }

  it.each(corpus)(
    '$what: the stream is refused or goes on, and no other is disturbed',
    async ({ bytes, ends }) => {
      expect(status[await outcome(bytes(variant))]).toBe(status[ends]);
      await expectWitnessServed();
    },
  );

  it('the stream is refused with a clear status, and counted, or goes on, and no other is disturbed', async () => {
    const allowed = [status.OK, status.INVALID_ARGUMENT, status.RESOURCE_EXHAUSTED];
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(hostileMessages(variant), async (messages) => {
        const code = await outcome(messages);
        expect(allowed).toContain(code);
        if (code !== status.OK) refused += 1;
        await expectWitnessServed();
      }),
      { numRuns: 150 },
    );
    expect(await refusedStreams()).toBe(refused);
    expect(
      server
        .nodes()
        .filter(({ connected }) => connected)
        .map(({ node }) => node),
    ).toEqual(['witness']);
  });

  it('what an open stream makes the server keep is bounded', async () => {
    const client = new AdsClient(variant, server.port);
    const long = (index: number) => `${index} ${'x'.repeat(mebibyte)}`;
    client.send({ node: { id: 'hostile' }, type_url: typeUrls.cluster, [namesField(variant)]: ['*'] });
    const first = await client.response(0);
    const before = usedHeap();
    for (let index = 0; index < 40; index += 1) {
      client.sendBytes(hostileRequest(variant, { type_url: long(index) }));
      client.sendBytes(hostileRequest(variant, { response_nonce: long(index) }));
      client.sendBytes(
        hostileRequest(variant, {
          [namesField(variant)]: ['*'],
          response_nonce: index === 0 ? first.nonce : '',
          error_detail: { code: 3, message: long(index) },
          ...(variant === 'delta' && {
            resource_names_unsubscribe: Array.from(
              { length: 1_000 },
              (_, name) => `${index} ${name} ${'x'.repeat(500)}`,
            ),
          }),
        }),
      );
    }
    client.send({ type_url: typeUrls.endpoints, [namesField(variant)]: ['a'] });
    while (client.responses.at(-1)?.type_url !== typeUrls.endpoints)
      await client.response(client.responses.length);
    expect((usedHeap() - before) / mebibyte).toBeLessThan(8);
    await client.close();
  });
});

v8.setFlagsFromString('--expose_gc');
const collectGarbage = vm.runInNewContext('gc') as () => void;

function usedHeap(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}
