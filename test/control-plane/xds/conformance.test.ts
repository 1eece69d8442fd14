import { Registry } from 'prom-client';
import { afterEach, beforeAll, beforeEach, describe, it } from 'vitest';
import { serveXds, type XdsServer } from '../../../control-plane/adapters/grpc/serve-xds.ts';
import { createXdsMetrics } from '../../../control-plane/adapters/metrics/xds-metrics.ts';
import { envoyTypes } from '../../../control-plane/envoy-api/envoy-types.ts';
import type { Variant } from '../../../control-plane/xds/session.ts';
import { silentLog } from '../../makers/silent-log.ts';
import type { SimpleSnapshot } from '../../makers/snapshot.ts';
import {
  ack,
  ackTheOneBefore,
  ask,
  askAgain,
  askStale,
  askUnknownType,
  get,
  hearNothing,
  nack,
  publish,
  readOn,
  reconnect,
  stopReading,
  waitUntilSent,
  XdsConversation,
  type Step,
} from '../../makers/xds-conversation.ts';

interface ProtocolCase {
  /** The section of Envoy's "xDS REST and gRPC protocol" that it follows from. */
  readonly clause: string;
  readonly claim: string;
  /** Both variants unless given. */
  readonly only?: Variant;
  readonly steps: readonly Step[];
}

const shop = {
  cluster: { a: 'a1', b: 'b1' },
  endpoints: { a: 'ea1', b: 'eb1' },
  listener: { shop: 'l1' },
  route: { shop: 'r1' },
} satisfies SimpleSnapshot;

/** A client that has asked for everything, as Envoy does, and has it. */
const settled: readonly Step[] = [
  ask('cluster'),
  get('cluster: a1, b1'),
  ask('endpoints', 'a', 'b'),
  get('endpoints: ea1, eb1'),
  ack('endpoints'),
  ack('cluster'),
  ask('listener'),
  get('listener: l1'),
  ack('listener'),
  ask('route', 'shop'),
  get('route: r1'),
  ack('route'),
];

const names = Array.from({ length: 3_000 }, (_, index) => `upstream-${index}`);

/** More endpoints than the buffers of a connection take. */
function big(content: number): SimpleSnapshot {
  const endpoints = Object.fromEntries(names.map((name) => [name, `${content} ${'x'.repeat(60)}`]));
  return { ...shop, endpoints, cluster: { a: `a${content}` } };
}

const cases: readonly ProtocolCase[] = [
  {
    clause: 'When to send an update',
    claim: 'what was acknowledged is not sent again, nor is an equal snapshot',
    steps: [...settled, hearNothing, publish(shop), hearNothing],
  },
  {
    clause: 'When to send an update',
    claim:
      'only what changed is sent, but for clusters and listeners of state-of-the-world, which come whole',
    steps: [
      ...settled,
      publish({ ...shop, cluster: { a: 'a1', b: 'b2' } }),
      get({ sotw: 'cluster: a1, b2', delta: 'cluster: b2' }),
      get('endpoints: eb1'),
      hearNothing,
    ],
  },
  {
    clause: 'When to send an update',
    claim: 'a client that does not read gets the newest state, not the history',
    steps: [
      publish(big(1)),
      stopReading,
      // A client takes one message ahead of its reader, whatever its size; the next one fills the connection's window.
      ask('runtime', 'fence-39'),
      waitUntilSent('runtime'),
      ask('endpoints', ...names),
      waitUntilSent('endpoints'),
      ask('cluster'),
      ...[2, 3, 4, 5].map((content) => publish(big(content))),
      readOn,
      get('runtime: fence'),
      ack('runtime'),
      get(`endpoints: ${big(1).endpoints?.['upstream-0'] ?? ''}`),
      get('cluster: a5'),
      ack('endpoints'),
      get(`endpoints: ${big(5).endpoints?.['upstream-0'] ?? ''}`),
      ack('endpoints'),
      hearNothing,
    ],
  },
  {
    clause: 'NACK',
    claim: 'what was rejected is not sent again before it changes, and then it is',
    steps: [
      ...settled,
      publish({ ...shop, route: { shop: 'bad' } }),
      get('route: bad'),
      nack('route'),
      hearNothing,
      publish({ ...shop, route: { shop: 'bad' }, listener: { shop: 'l2' } }),
      get('listener: l2'),
      ack('listener'),
      hearNothing,
      publish({ ...shop, route: { shop: 'fixed' }, listener: { shop: 'l2' } }),
      get('route: fixed'),
      ack('route'),
      hearNothing,
    ],
  },
  {
    clause: 'NACK',
    claim: 'a client that rejects everything gets one message per push, however often it says so',
    steps: [
      ...settled,
      ...Array.from({ length: 20 }, (_, push) => [
        publish({ ...shop, route: { shop: `bad ${push}` } }),
        get(`route: bad ${push}`),
        ...Array.from({ length: 5 }, () => nack('route')),
        hearNothing,
      ]).flat(),
    ],
  },
  {
    clause: 'NACK',
    claim: 'a fresh client that rejects its clusters still gets the rest',
    steps: [
      ask('cluster'),
      get('cluster: a1, b1'),
      nack('cluster'),
      ask('listener'),
      get('listener: l1'),
      ack('listener'),
      ask('route', 'shop'),
      get('route: r1'),
    ],
  },
  {
    clause: 'Resource updates',
    claim: 'an answer to an older response is not taken for the answer to the last',
    steps: [
      ...settled,
      publish({ ...shop, route: { shop: 'r2' } }),
      get('route: r2'),
      ackTheOneBefore('route'),
      publish({ ...shop, route: { shop: 'r3' } }),
      hearNothing,
      ack('route'),
      get('route: r3'),
    ],
  },
  {
    clause: 'Resource updates',
    claim: 'a request with a stale nonce is not answered',
    only: 'sotw',
    steps: [
      ask('endpoints', 'a'),
      get('endpoints: ea1'),
      ack('endpoints'),
      askStale('endpoints', 'a', 'b'),
      hearNothing,
    ],
  },
  {
    clause: 'Incremental xDS',
    claim: 'what a request with a stale nonce subscribes to counts',
    only: 'delta',
    steps: [
      ask('endpoints', 'a'),
      get('endpoints: ea1'),
      ack('endpoints'),
      askStale('endpoints', 'a', 'b'),
      get('endpoints: eb1'),
    ],
  },
  {
    clause: 'Resource updates',
    claim: 'names added while a response is on its way are answered once that is acknowledged',
    steps: [
      ask('endpoints', 'a'),
      get('endpoints: ea1'),
      ask('endpoints', 'a', 'b'),
      hearNothing,
      ack('endpoints'),
      get('endpoints: eb1'),
    ],
  },
  {
    clause: 'How the client specifies what resources to return',
    claim: 'without a name, everything',
    steps: [
      ask('cluster'),
      get('cluster: a1, b1'),
      ack('cluster'),
      publish({ ...shop, cluster: { ...shop.cluster, c: 'c1' } }),
      get({ sotw: 'cluster: a1, b1, c1', delta: 'cluster: c1' }),
    ],
  },
  {
    clause: 'How the client specifies what resources to return',
    claim: '`*` is everything, alone and beside a name',
    steps: [
      ask('cluster', '*'),
      get('cluster: a1, b1'),
      ack('cluster'),
      ask('listener', '*', 'shop'),
      get('listener: l1'),
    ],
  },
  {
    clause: 'How the client specifies what resources to return',
    claim: 'with a name, that one only',
    steps: [
      ask('cluster', 'b'),
      get('cluster: b1'),
      ack('cluster'),
      publish({ ...shop, cluster: { a: 'a2', b: 'b1' } }),
      hearNothing,
    ],
  },
  {
    clause: 'How the client specifies what resources to return',
    claim: 'once a name was sent, an empty list is nothing',
    steps: [
      ask('cluster', '*'),
      get('cluster: a1, b1'),
      ack('cluster'),
      ask('cluster'),
      hearNothing,
      publish({ ...shop, cluster: { a: 'a2', b: 'b1' } }),
      hearNothing,
    ],
  },
  {
    clause: 'How the client specifies what resources to return',
    claim: 'a name ends the wildcard that was not asked for by name',
    only: 'sotw',
    steps: [
      ...settled,
      ask('cluster', 'a'),
      get('cluster: a1'),
      ack('cluster'),
      publish({ ...shop, cluster: { a: 'a1', b: 'b2' } }),
      hearNothing,
    ],
  },
  {
    clause: 'How the client specifies what resources to return',
    claim: 'a name is added to the wildcard that was not asked for by name',
    only: 'delta',
    steps: [
      ...settled,
      ask('cluster', 'a'),
      get('cluster: a1'),
      ack('cluster'),
      // Endpoints are sent again with the cluster, which may warm anew.
      get('endpoints: ea1'),
      ack('endpoints'),
      publish({ ...shop, cluster: { a: 'a1', b: 'b2' } }),
      get('cluster: b2'),
    ],
  },
  {
    clause: 'How the client specifies what resources to return',
    claim: 'a name that was given up and is asked for again is sent again, though it did not change',
    steps: [
      ...settled,
      ask('endpoints', 'a'),
      ask('endpoints', 'a', 'b'),
      get('endpoints: eb1'),
      ack('endpoints'),
      hearNothing,
    ],
  },
  {
    clause: 'When to send an update',
    claim: 'a request that only repeats itself is not answered',
    only: 'sotw',
    steps: [...settled, askAgain('cluster'), askAgain('endpoints'), askAgain('route'), hearNothing],
  },
  {
    clause: 'Incremental xDS',
    claim: 'what is subscribed to once more is sent once more',
    only: 'delta',
    steps: [...settled, askAgain('endpoints'), get('endpoints: ea1, eb1'), ack('endpoints'), hearNothing],
  },
  {
    clause: 'Incremental xDS',
    claim: 'a wildcard that is subscribed to once more is sent whole once more',
    only: 'delta',
    steps: [
      ask('cluster', '*'),
      get('cluster: a1, b1'),
      ack('cluster'),
      askAgain('cluster'),
      get('cluster: a1, b1'),
    ],
  },
  {
    clause: 'Unsubscribing From Resources',
    claim: 'nothing is sent of what was given up, wholly or in part',
    steps: [
      ...settled,
      ask('route'),
      ask('endpoints', 'a'),
      hearNothing,
      publish({ ...shop, endpoints: { a: 'ea1', b: 'eb2' }, route: { shop: 'r2' } }),
      hearNothing,
    ],
  },
  {
    clause: 'Unsubscribing From Resources',
    claim: 'giving up the wildcard leaves the names',
    steps: [
      ask('cluster', '*', 'a'),
      get('cluster: a1, b1'),
      ack('cluster'),
      ask('cluster', 'a'),
      hearNothing,
      publish({ ...shop, cluster: { a: 'a2', b: 'b2' } }),
      get('cluster: a2'),
      ack('cluster'),
      hearNothing,
    ],
  },
  {
    clause: 'Incremental xDS',
    claim: 'of a name given up under a wildcard, the client is told whether it is still part of it',
    only: 'delta',
    steps: [
      ask('cluster', '*', 'a', 'nowhere'),
      get('cluster: a1, b1; removed nowhere'),
      ack('cluster'),
      ask('cluster', '*'),
      get('cluster: a1; removed nowhere'),
    ],
  },
  {
    clause: 'Knowing When a Requested Resource Does Not Exist',
    claim: 'a name that does not exist is remembered, and sent once it does',
    steps: [
      ask('endpoints', 'a', 'later'),
      get({ sotw: 'endpoints: ea1', delta: 'endpoints: ea1; removed later' }),
      ack('endpoints'),
      publish({ ...shop, endpoints: { ...shop.endpoints, later: 'e1' } }),
      get('endpoints: e1'),
    ],
  },
  {
    clause: 'Knowing When a Requested Resource Does Not Exist',
    claim: 'clusters asked for by name are answered though one of them does not exist',
    steps: [
      ask('cluster', 'a', 'nowhere'),
      get({ sotw: 'cluster: a1', delta: 'cluster: a1; removed nowhere' }),
    ],
  },
  {
    clause: 'Deleting Resources',
    claim: 'a cluster goes once the routes without it are acknowledged, and its endpoints after it',
    steps: [
      ...settled,
      publish({ ...shop, cluster: { a: 'a1' }, endpoints: { a: 'ea1' }, route: { shop: 'r2' } }),
      get('route: r2'),
      hearNothing,
      ack('route'),
      get({ sotw: 'cluster: a1', delta: 'cluster: ; removed b' }),
      ack('cluster'),
      get({ delta: 'endpoints: ; removed b' }),
    ],
  },
  {
    clause: 'Deleting Resources',
    claim: 'a listener goes before its clusters',
    steps: [
      publish({ ...shop, listener: { shop: 'l1', old: 'o1' } }),
      ...settled.map((step) =>
        step.does === 'get' && step.words.sotw === 'listener: l1' ? get('listener: o1, l1') : step,
      ),
      publish({ ...shop, cluster: { a: 'a1' }, endpoints: { a: 'ea1' } }),
      get({ sotw: 'listener: l1', delta: 'listener: ; removed old' }),
      hearNothing,
      ack('listener'),
      get({ sotw: 'cluster: a1', delta: 'cluster: ; removed b' }),
    ],
  },
  {
    clause: 'Resource warming',
    claim:
      'a changed cluster gets its endpoints again, though they did not change, before it is acknowledged',
    steps: [
      ...settled,
      publish({ ...shop, cluster: { a: 'a2', b: 'b1' } }),
      get({ sotw: 'cluster: a2, b1', delta: 'cluster: a2' }),
      get('endpoints: ea1'),
      ack('endpoints'),
      ack('cluster'),
      hearNothing,
    ],
  },
  {
    clause: 'Eventual consistency considerations',
    claim:
      'clusters, their endpoints, listeners and routes come in this order, each once the one before is acknowledged',
    steps: [
      ...settled,
      publish({
        cluster: { a: 'a1', b: 'b1', c: 'c1' },
        endpoints: { a: 'ea1', b: 'eb1', c: 'ec1' },
        listener: { shop: 'l2' },
        route: { shop: 'r2' },
      }),
      get({ sotw: 'cluster: a1, b1, c1', delta: 'cluster: c1' }),
      hearNothing,
      ask('endpoints', 'a', 'b', 'c'),
      get('endpoints: ec1'),
      ack('endpoints'),
      hearNothing,
      ack('cluster'),
      get('listener: l2'),
      hearNothing,
      ack('listener'),
      get('route: r2'),
    ],
  },
  {
    clause: 'ACK/NACK and resource type instance version',
    claim: 'a client that comes back with its versions is answered in full, without what went meanwhile',
    only: 'sotw',
    steps: [
      ...settled,
      publish({ ...shop, cluster: { a: 'a2' }, endpoints: { a: 'ea1' } }),
      reconnect,
      ask('cluster'),
      // What it may still route to is kept until its routes are known to be free of it.
      get('cluster: a2, b1'),
      ask('endpoints', 'a', 'b'),
      get('endpoints: ea1'),
      ack('endpoints'),
      ask('listener'),
      ask('route', 'shop'),
      hearNothing,
      ack('cluster'),
      get('listener: l1'),
      ack('listener'),
      get('route: r1'),
      ack('route'),
      get('cluster: a2'),
    ],
  },
  {
    clause: 'Incremental xDS',
    claim: 'a client that comes back with its versions gets what changed, and hears of what went, last',
    only: 'delta',
    steps: [
      ...settled,
      publish({ ...shop, cluster: { a: 'a2' }, endpoints: { a: 'ea1' } }),
      reconnect,
      ask('cluster'),
      get('cluster: a2'),
      ask('endpoints', 'a', 'b'),
      get('endpoints: ea1'),
      ack('endpoints'),
      ask('listener'),
      ask('route', 'shop'),
      hearNothing,
      ack('cluster'),
      get('cluster: ; removed b'),
      get('listener: '),
      ack('listener'),
      ack('cluster'),
      get('endpoints: ; removed b'),
      ack('endpoints'),
      hearNothing,
    ],
  },
  {
    clause: 'Resource Types',
    claim: 'a type that is not served is left unanswered, and the stream goes on',
    steps: [askUnknownType, hearNothing, ask('cluster'), get('cluster: a1, b1')],
  },
];

describe.each<Variant>(['sotw', 'delta'])('the xDS protocol, %s', (variant) => {
  let server: XdsServer;
  let conversation: XdsConversation;

  beforeAll(() => {
    envoyTypes(); // 0.7 s that no case should be charged with.
  });

  beforeEach(async () => {
    const metrics = createXdsMetrics(new Registry());
    server = await serveXds({ host: '127.0.0.1', port: 0, log: silentLog, metrics });
    conversation = new XdsConversation(variant, server);
    await conversation.take(publish(shop));
  });

  afterEach(async () => {
    await conversation.close();
    await server.close();
  });

  const own = cases.filter(({ only }) => only === undefined || only === variant);
  it.each(own)('$clause: $claim', async ({ steps }) => {
    for (const step of steps) await conversation.take(step);
  });
});
