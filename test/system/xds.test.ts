import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Registry } from 'prom-client';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { serveXds, type XdsServer } from '../../control-plane/adapters/grpc/serve-xds.ts';
import { createXdsMetrics } from '../../control-plane/adapters/metrics/xds-metrics.ts';
import type { StoredMigration } from '../../control-plane/migration/migration.ts';
import { buildSnapshot } from '../../control-plane/snapshot/build-snapshot.ts';
import { resourceTypes, type ResourceType, type Snapshot } from '../../control-plane/snapshot/snapshot.ts';
import { readCaptureScript } from '../../envoy/capture-script.ts';
import { ensureEnvoy } from '../../envoy/install.ts';
import { startEnvoy, type RunningEnvoy } from '../../envoy/run.ts';
import { freePort } from '../../platform/net/free-port.ts';
import { silentLog } from '../makers/silent-log.ts';
import { controlOf, snapshotSettings, storedMigration, upstreamOf } from '../makers/stored-migration.ts';
import { Client } from './rig/client.ts';
import { envoyCounters, mirrored } from './rig/envoy-counters.ts';
import { eventually } from './rig/eventually.ts';
import { json, startUpstream, type Upstream } from './rig/upstream.ts';

const captureScript = readCaptureScript();

const anyPort = () => freePort({ port: 0, purpose: 'a test', option: 'none' });

describe.each(['state-of-the-world', 'delta'] as const)('a real Envoy on the %s variant', (variant) => {
  let directory: string;
  let upstream: Upstream;
  let registry: Registry;
  let server: XdsServer;
  let envoy: RunningEnvoy;
  let client: Client;
  let listenerPort: number;

  beforeAll(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'umbra-xds-'));
    upstream = await startUpstream((_request, _body, response) => {
      json(response, 200, { ok: true });
    });
  });

  afterAll(async () => {
    await upstream.close();
    await rm(directory, { recursive: true, force: true });
  });

  beforeEach(async () => {
    listenerPort = await anyPort();
    client = new Client(listenerPort);
    await serve(0);
    server.publish(snapshotOf([]), { allowEmpty: true });
    envoy = await startEnvoy({
      binary: await ensureEnvoy(),
      nodeId: `xds-${variant}`,
      admin: { host: '127.0.0.1', port: await anyPort() },
      controlPlane: { host: '127.0.0.1', port: server.port },
      comparator: { host: '127.0.0.1', port: await anyPort() },
      variant,
      concurrency: 1,
      directory,
    });
  });

  afterEach(async () => {
    client.close();
    await envoy.stop(2_000);
    await server.close();
  });

  async function serve(port: number): Promise<void> {
    registry = new Registry();
    server = await serveXds({ host: '127.0.0.1', port, log: silentLog, metrics: createXdsMetrics(registry) });
  }

  /** What the server counted of a type since it was started. */
  async function counted(
    metric: 'pushes' | 'pushed_bytes' | 'rejections',
    type: ResourceType,
  ): Promise<number> {
    const found = await registry.getSingleMetric(`umbra_xds_${metric}_total`)?.get();
    return found?.values.find(({ labels }) => labels['type'] === type)?.value ?? 0;
  }

  function orders(parts: Parameters<typeof storedMigration>[0] = {}): StoredMigration {
    const upstreams = upstreamOf({ host: '127.0.0.1', port: upstream.port });
    return storedMigration({
      port: listenerPort,
      ...parts,
      change: {
        primary: { ...upstreams, timeoutMs: 0, retries: undefined },
        shadow: upstreams,
        ...parts.change,
      },
    });
  }

  function snapshotOf(
    migrations: readonly StoredMigration[],
    settings: { ttl?: number; script?: string } = {},
  ): Snapshot {
    return buildSnapshot(migrations, {
      mirrorTtlSeconds: settings.ttl ?? 60,
      captureScript: settings.script ?? captureScript,
      accessLog: snapshotSettings.accessLog,
    }).snapshot;
  }

  function unconfirmed(snapshot: Snapshot): readonly ResourceType[] {
    const node = server.nodes().find(({ connected }) => connected);
    return resourceTypes.filter((type) => {
      const held = node?.types[type].resources ?? new Map<string, { version: string }>();
      const wanted = snapshot[type].resources;
      // The listener of a removed migration holds on to its routes while it is drained.
      const holdsMore = type !== 'route' && held.size !== wanted.size;
      return (
        holdsMore || [...wanted.values()].some(({ name, version }) => held.get(name)?.version !== version)
      );
    });
  }

  async function untilConfirmed(snapshot: Snapshot): Promise<void> {
    await eventually('every resource to be acknowledged', () => unconfirmed(snapshot).length === 0);
    expect(rejections()).toEqual([]);
  }

  function rejections(): readonly string[] {
    const node = server.nodes().find(({ connected }) => connected);
    return resourceTypes.flatMap((type) => node?.types[type].rejected?.reason ?? []);
  }

  it('takes every kind of migration we render', async () => {
    const names = { ...upstreamOf({ host: 'localhost', port: upstream.port }), http2: true };
    const snapshot = snapshotOf([
      orders(),
      orders({ name: 'keyless', port: await anyPort(), mirror: { key: undefined, basisPoints: 1_234 } }),
      orders({
        name: 'declared',
        port: await anyPort(),
        mirror: {
          key: { kind: 'pathSegment', index: 1 },
          writes: 'sampled',
          safe: [{ method: 'POST', path: '/search' }],
          unsafe: [{ method: 'GET', path: '/touch' }],
          exclude: [
            { kind: 'path', path: '/healthz' },
            { kind: 'upgrade', protocol: 'websocket' },
          ],
          credentials: { replace: { authorization: 'Bearer 100%' } },
        },
      }),
      orders({
        name: 'gateway',
        port: await anyPort(),
        halted: true,
        mirror: { key: { kind: 'cookie', name: 'session' }, credentials: 'strip' },
        change: {
          listener: {
            host: '127.0.0.1',
            port: await anyPort(),
            forwardedFor: 'append',
            trustedHops: 1,
            tls: undefined,
          },
          primary: { ...names, timeoutMs: 1_500, retries: { on: 'connect-failure', attempts: 2 } },
          routes: [{ pathPrefix: '/static/', upstream: names }],
        },
      }),
      orders({
        name: 'read-only-control',
        port: await anyPort(),
        mirror: { unsafe: [{ method: 'GET', path: '/touch' }] },
        change: { control: controlOf({ ownDatabase: false }) },
      }),
      orders({
        name: 'whole-control',
        port: await anyPort(),
        change: { control: { ...controlOf({ ownDatabase: true }), ...names } },
      }),
    ]);

    server.publish(snapshot);
    await untilConfirmed(snapshot);
  });

  it('goes from one configuration to the next without a failed request', async () => {
    const first = snapshotOf([orders()]);
    server.publish(first);
    await untilConfirmed(first);
    await eventually('the listener to open', () => client.send({ path: '/' }));

    const statuses = new Set<number>();
    const traffic = client.sendAll(
      Array.from({ length: 2_000 }, (_, index) => ({ path: '/', headers: { 'x-tenant-id': String(index) } })),
      4,
      (_request, { status }) => statuses.add(status),
    );
    for (let change = 1; change <= 20; change += 1) {
      const extra = change % 2 === 0 ? [] : [orders({ name: `other-${change}`, port: await anyPort() })];
      const next = snapshotOf([
        orders({ mirror: { basisPoints: change * 100, timeoutMs: 1_000 + change } }),
        ...extra,
      ]);
      server.publish(next);
      await untilConfirmed(next);
    }
    await traffic;

    expect(statuses).toEqual(new Set([200]));
  });

  it('takes a control that comes and goes, and serves on all along', async () => {
    const upstreams = upstreamOf({ host: '127.0.0.1', port: upstream.port });
    const without = snapshotOf([orders()]);
    const withControl = snapshotOf([orders({ change: { control: { ...upstreams, ownDatabase: true } } })]);
    server.publish(without);
    await untilConfirmed(without);
    await eventually('the listener to open', () => client.send({ path: '/' }));
    const send = async () => {
      const { status } = await client.send({ method: 'PUT', path: '/', headers: { 'x-tenant-id': 't' } });
      expect(status).toBe(200);
    };
    const copied = async () => {
      const hops = await envoyCounters(
        envoy.adminUrl,
        '^http\\.orders/(control-)?hop\\.downstream_rq_total$',
      );
      return {
        toShadow: hops['http.orders/hop.downstream_rq_total'] ?? 0,
        toControl: hops['http.orders/control-hop.downstream_rq_total'] ?? 0,
      };
    };

    for (const time of ['first', 'second']) {
      server.publish(withControl);
      await untilConfirmed(withControl);
      const before = await copied();
      await eventually(`the control's copy, the ${time} time`, async () => {
        await send();
        return (await copied()).toControl > before.toControl;
      });

      server.publish(without);
      await untilConfirmed(without);
      // Workers follow within moments of the acknowledgement; the shadow gets its copies all along.
      await eventually(`the control to be left out, the ${time} time`, async () => {
        const { toShadow, toControl } = await copied();
        for (let request = 0; request < 5; request += 1) await send();
        const after = await copied();
        return after.toShadow >= toShadow + 5 && after.toControl === toControl;
      });
      await eventually(
        'Envoy to have no cluster of it left',
        async () => !/^orders\/control/m.test(await (await fetch(`${envoy.adminUrl}/clusters`)).text()),
      );
    }
  });

  it('keeps what it has when it refuses a configuration, says why, and takes the next', async () => {
    const good = snapshotOf([orders()]);
    server.publish(good);
    await untilConfirmed(good);
    await eventually('the listener to open', () => client.send({ path: '/' }));

    server.publish(snapshotOf([orders()], { script: 'this is not Lua' }));
    await eventually('the refusal', () =>
      rejections().some((reason) => reason.includes('script load error')),
    );
    expect((await client.send({ path: '/' })).status).toBe(200);

    const mended = snapshotOf([orders()], { script: `-- mended\n${captureScript}` });
    server.publish(mended);
    await untilConfirmed(mended);
  });

  it('is sent one message per push when it refuses them all', async () => {
    const good = snapshotOf([orders()]);
    server.publish(good);
    await untilConfirmed(good);
    await eventually('the listener to open', () => client.send({ path: '/' }));

    const before = await counted('pushes', 'listener');
    for (let push = 1; push <= 20; push += 1) {
      server.publish(snapshotOf([orders()], { script: `this is not Lua, ${push}` }));
      await eventually('the refusal', async () => (await counted('rejections', 'listener')) === push);
    }
    expect((await client.send({ path: '/' })).status).toBe(200);

    const mended = snapshotOf([orders()], { script: `-- mended\n${captureScript}` });
    server.publish(mended);
    await untilConfirmed(mended);
    expect((await counted('pushes', 'listener')) - before).toBe(21);
  });

  it('goes to another upstream by its endpoints alone', async () => {
    const first = snapshotOf([orders()]);
    server.publish(first);
    await untilConfirmed(first);
    await eventually('the listener to open', () => client.send({ path: '/' }));

    const other = await startUpstream((_request, _body, response) => {
      json(response, 201, { other: true });
    });
    try {
      const upstream = upstreamOf({ host: '127.0.0.1', port: other.port });
      const primary = { ...upstream, timeoutMs: 0, retries: undefined };
      const moved = snapshotOf([orders({ change: { primary } })]);
      const clusters = await counted('pushes', 'cluster');
      server.publish(moved);
      await untilConfirmed(moved);
      expect((await client.send({ path: '/' })).status).toBe(201);
      expect(await counted('pushes', 'cluster')).toBe(clusters);
    } finally {
      await other.close();
    }
  });

  it('serves on while the control plane is restarted, and then loses the migration that went meanwhile', async () => {
    const otherPort = await anyPort();
    const both = snapshotOf([orders(), orders({ name: 'other', port: otherPort })]);
    server.publish(both);
    await untilConfirmed(both);
    const otherClient = new Client(otherPort);
    await eventually('the listeners to open', async () => {
      await client.send({ path: '/' });
      return otherClient.send({ path: '/' });
    });

    const { port } = server;
    await server.close();
    expect((await client.send({ path: '/' })).status).toBe(200);
    await serve(port);
    const one = snapshotOf([orders()]);
    server.publish(one);
    await untilConfirmed(one);
    expect((await client.send({ path: '/' })).status).toBe(200);
    await eventually('the other listener to close', () => refusesConnections(otherPort));
    otherClient.close();
    // To an Envoy that tells which versions it has, only what has changed is sent: here, that routes are gone.
    const routes = [...one.route.resources.values()].reduce((sum, { any }) => sum + any.length, 0);
    if (variant === 'delta') expect(await counted('pushed_bytes', 'route')).toBeLessThan(routes);
  });

  it('stops mirroring, and nothing else, when the control plane is gone', async () => {
    const snapshot = snapshotOf([orders()], { ttl: 3 });
    server.publish(snapshot);
    await untilConfirmed(snapshot);
    const copies = () => mirrored(envoy.adminUrl, 'orders');
    const mirrorsOne = async () => {
      const before = await copies();
      const { status } = await client.send({ path: '/', headers: { 'x-tenant-id': 't' } });
      expect(status).toBe(200);
      return (await copies()) > before;
    };
    await eventually('the first copy', mirrorsOne);

    const renewedPast = Date.now() + 4_000;
    await eventually('a time well past the time to live, mirroring all along', async () => {
      expect(await mirrorsOne()).toBe(true);
      return Date.now() > renewedPast;
    });

    await server.close();
    await eventually('mirroring to stop', async () => !(await mirrorsOne()));
    const after = await copies();
    for (let request = 0; request < 20; request += 1)
      await client.send({ path: '/', headers: { 'x-tenant-id': 't' } });
    expect(await copies()).toBe(after);
  });
});

async function refusesConnections(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return false;
  } catch {
    return true;
  } finally {
    socket.destroy();
  }
}
