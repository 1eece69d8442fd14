import { status } from '@grpc/grpc-js';
import { Registry } from 'prom-client';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  serveXds,
  type ServeXdsOptions,
  type XdsServer,
} from '../../../../control-plane/adapters/grpc/serve-xds.ts';
import { createXdsMetrics } from '../../../../control-plane/adapters/metrics/xds-metrics.ts';
import { envoyTypes } from '../../../../control-plane/envoy-api/envoy-types.ts';
import { typeUrls } from '../../../../control-plane/snapshot/snapshot.ts';
import { EmptySnapshotError } from '../../../../control-plane/xds/empty-snapshot.ts';
import type { Variant } from '../../../../control-plane/xds/session.ts';
import { createLog } from '../../../../platform/log/logger.ts';
import { AdsClient, unpack, type ReceivedResponse, type WireMessage } from '../../../makers/ads-client.ts';
import { makeSnapshot, versionOf, type SimpleSnapshot } from '../../../makers/snapshot.ts';

const shop = {
  cluster: { a: '1', b: '1' },
  endpoints: { a: '1', b: '1' },
  listener: { shop: '1' },
  route: { shop: '1' },
  runtime: { mirror: 'on' },
} satisfies SimpleSnapshot;

const shopSnapshot = makeSnapshot(shop);
const node = { id: 'envoy-1' };
const both: Variant[] = ['sotw', 'delta'];

const opened: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const resource of opened.splice(0).reverse()) await resource.close();
});

beforeAll(() => {
  envoyTypes(); // 0.7 s that no test should be charged with.
});

async function serve(options: Partial<ServeXdsOptions> = {}): Promise<XdsServer & { metric: Metric }> {
  const registry = new Registry();
  const lines = { write: () => undefined };
  const log = createLog({ service: 'test', destination: lines });
  const server = await serveXds({
    host: '127.0.0.1',
    port: 0,
    log,
    metrics: createXdsMetrics(registry),
    ...options,
  });
  opened.push(server);
  const metric: Metric = async (name, labels = {}) => {
    const found = await registry.getSingleMetric(name)?.get();
    const value = found?.values.find((entry) =>
      Object.entries(labels).every(([key, text]) => entry.labels[key] === text),
    );
    return value?.value ?? 0;
  };
  return { ...server, metric };
}

type Metric = (name: string, labels?: Readonly<Record<string, string>>) => Promise<number>;

function connect(variant: Variant, { port }: XdsServer): AdsClient {
  const client = new AdsClient(variant, port);
  opened.push(client);
  return client;
}

/** Asks for names of a type, or everything of it, in either variant's words. */
function ask(variant: Variant, type: keyof typeof typeUrls, names: readonly string[] = []): WireMessage {
  const field = variant === 'sotw' ? 'resource_names' : 'resource_names_subscribe';
  return { type_url: typeUrls[type], [field]: names };
}

/** Name or content of each resource: state-of-the-world has no names on the wire. */
function contents(variant: Variant, { resources }: ReceivedResponse): string[] {
  const anys = resources.map(
    (resource) => (variant === 'sotw' ? resource : resource['resource']) as WireMessage,
  );
  return anys.map(({ value }) => Buffer.from(value as Uint8Array).toString());
}

describe.each(both)('serving xDS over gRPC, %s', (variant) => {
  it('answers a request with the resources of the snapshot, and takes the acknowledgement', async () => {
    const server = await serve();
    server.publish(shopSnapshot);
    const client = connect(variant, server);
    client.send({ ...ask(variant, 'cluster'), node });
    const clusters = await client.response(0);
    expect(clusters).toMatchObject({ type_url: typeUrls.cluster, version: shopSnapshot.cluster.version });
    expect(contents(variant, clusters)).toEqual(['1', '1']);
    client.ack(clusters);
    await vi.waitFor(() => {
      expect(server.nodes()[0]?.types.cluster.acknowledged).toBe(shopSnapshot.cluster.version);
    });
    expect(server.nodes()[0]).toMatchObject({ node: 'envoy-1', connected: true, variant });
    expect(server.nodes()[0]?.types.cluster.resources.get('b')?.version).toBe(versionOf('1'));
  });

  it('keeps requests that come before the first snapshot', async () => {
    const server = await serve();
    const client = connect(variant, server);
    client.send({ ...ask(variant, 'cluster'), node });
    await vi.waitFor(() => {
      expect(server.nodes()).toHaveLength(1);
    });
    server.publish(shopSnapshot);
    expect(contents(variant, await client.response(0))).toEqual(['1', '1']);
  });

  it('gives the runtime resource its time to live, and sends it again in time', async () => {
    const server = await serve();
    const snapshot = makeSnapshot(shop, { ttlSeconds: 1 });
    server.publish(snapshot);
    const client = connect(variant, server);
    client.send({ ...ask(variant, 'runtime', ['mirror']), node });
    for (let renewal = 0; renewal < 3; renewal += 1) {
      const response = await client.response(renewal);
      client.ack(response, variant === 'sotw' ? { resource_names: ['mirror'] } : {});
      const [any] = response.resources;
      const resource =
        variant === 'sotw' ? unpack('envoy.service.discovery.v3.Resource', any?.['value']) : any;
      if (variant === 'sotw') {
        expect(any?.['type_url']).toBe('type.googleapis.com/envoy.service.discovery.v3.Resource');
      }
      expect(resource).toMatchObject({ name: 'mirror', version: versionOf('on'), ttl: { seconds: 1 } });
      expect(resource?.['resource']).toMatchObject({ type_url: typeUrls.runtime, value: Buffer.from('on') });
      expect(response.version).toBe(snapshot.runtime.version);
    }
  });

  it('reports a rejection, and sends nothing again', async () => {
    const server = await serve();
    server.publish(shopSnapshot);
    const client = connect(variant, server);
    client.send({ ...ask(variant, 'cluster'), node });
    const { nonce } = await client.response(0);
    client.send({
      ...ask(variant, 'cluster'),
      response_nonce: nonce,
      error_detail: { code: 3, message: 'bad cluster' },
    });
    await vi.waitFor(() => {
      expect(server.nodes()[0]?.types.cluster.rejected).toEqual({
        version: shopSnapshot.cluster.version,
        reason: 'bad cluster',
      });
    });
    expect(await server.metric('umbra_xds_rejections_total', { type: 'cluster' })).toBe(1);
    expect(await server.metric('umbra_xds_pushes_total', { type: 'cluster' })).toBe(1);
  });

  it('counts what it does not serve and stale nonces, and goes on', async () => {
    const server = await serve();
    server.publish(shopSnapshot);
    const client = connect(variant, server);
    client.send({ type_url: 'type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret', node });
    client.send(ask(variant, 'cluster'));
    await client.response(0);
    client.send({ ...ask(variant, 'cluster'), response_nonce: 'long ago' });
    client.send(ask(variant, 'endpoints', ['a']));
    client.ack(await client.response(0));
    expect(contents(variant, await client.response(1))).toEqual(['1']);
    expect(await server.metric('umbra_xds_unknown_type_requests_total')).toBe(1);
    expect(await server.metric('umbra_xds_stale_nonces_total', { type: 'cluster' })).toBe(1);
  });

  it.each([
    ['no node', undefined, 'has no node.id'],
    ['an empty id', { id: '' }, 'has no node.id'],
    ['an id of 300 bytes', { id: 'x'.repeat(300) }, 'has a node.id of 300 bytes'],
  ])('ends a stream whose first request has %s', async (_, badNode, message) => {
    const server = await serve();
    const client = connect(variant, server);
    client.send({ ...ask(variant, 'cluster'), node: badNode });
    const end = await client.ended;
    expect(end.code).toBe(status.INVALID_ARGUMENT);
    expect(end.details).toContain(message);
    expect(server.nodes()).toEqual([]);
  });

  it.each([
    ['is not a discovery request', Buffer.from([0x0a, 0xff]), status.INVALID_ARGUMENT],
    ['is too big', Buffer.alloc(5_000), status.RESOURCE_EXHAUSTED],
  ])('ends the stream of a message that %s, and no other', async (_, bytes, code) => {
    const server = await serve({ maxRequestBytes: 4_096 });
    server.publish(shopSnapshot);
    const good = connect(variant, server);
    good.send({ ...ask(variant, 'cluster'), node });
    await good.response(0);
    const bad = connect(variant, server);
    bad.sendBytes(bytes);
    expect((await bad.ended).code).toBe(code);
    good.ack(await good.response(0));
    good.send(ask(variant, 'endpoints', ['a']));
    expect(contents(variant, await good.response(1))).toEqual(['1']);
  });

  it('serves a bounded number of streams', async () => {
    const server = await serve({ maxStreams: 1 });
    server.publish(shopSnapshot);
    const first = connect(variant, server);
    first.send({ ...ask(variant, 'cluster'), node });
    await first.response(0);
    const second = connect(variant, server);
    expect((await second.ended).code).toBe(status.RESOURCE_EXHAUSTED);
    await first.close();
    await vi.waitFor(() => {
      expect(server.nodes()[0]?.connected).toBe(false);
    });
    const third = connect(variant, server);
    third.send({ ...ask(variant, 'cluster'), node: { id: 'envoy-3' } });
    await third.response(0);
  });

  it('remembers a node that is gone for some time, and once', async () => {
    const server = await serve({ remember: { nodes: 1, ms: 60_000 } });
    server.publish(shopSnapshot);
    for (const id of ['envoy-1', 'envoy-2', 'envoy-2']) {
      const client = connect(variant, server);
      client.send({ ...ask(variant, 'cluster'), node: { id } });
      await client.response(0);
      await client.close();
      await vi.waitFor(() => {
        expect(server.nodes().map(({ node: known, connected }) => [known, connected])).toEqual([[id, false]]);
      });
    }
    expect(server.nodes()[0]?.types.cluster.sent).toBe(shopSnapshot.cluster.version);
    expect(server.nodes()[0]?.disconnectedAt).toBeInstanceOf(Date);
  });

  it('refuses to publish an empty snapshot, and goes on serving the one it has', async () => {
    const server = await serve();
    server.publish(shopSnapshot);
    expect(() => {
      server.publish(makeSnapshot({}));
    }).toThrow(EmptySnapshotError);
    const client = connect(variant, server);
    client.send({ ...ask(variant, 'cluster'), node });
    expect(contents(variant, await client.response(0))).toHaveLength(2);
  });

  it('ends its streams as unavailable when it is closed', async () => {
    const server = await serve();
    const client = connect(variant, server);
    client.send({ ...ask(variant, 'cluster'), node });
    await vi.waitFor(() => {
      expect(server.nodes()).toHaveLength(1);
    });
    await server.close();
    expect((await client.ended).code).toBe(status.UNAVAILABLE);
  });
});

it('says which port could not be listened on', async () => {
  const { port } = await serve();
  await expect(serve({ port })).rejects.toThrow(`Cannot listen for Envoys on 127.0.0.1:${port}`);
});

it('sends the same snapshot alike to all streams', async () => {
  const server = await serve();
  server.publish(shopSnapshot);
  const clients = Array.from({ length: 20 }, () => connect('sotw', server));
  for (const [index, client] of clients.entries()) {
    client.send({ ...ask('sotw', 'cluster'), node: { id: `envoy-${index}` } });
  }
  const responses = await Promise.all(clients.map((client) => client.response(0)));
  for (const response of responses) expect(response).toEqual(responses[0]);
});
