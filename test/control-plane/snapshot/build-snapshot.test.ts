import { describe, expect, it } from 'vitest';
import { buildSnapshot, renderResources } from '../../../control-plane/snapshot/build-snapshot.ts';
import { resourceTypes, type ResourceType } from '../../../control-plane/snapshot/snapshot.ts';
import {
  controlOf,
  snapshotSettings as settings,
  storedMigration,
  upstreamOf,
  type StoredMigrationParts,
  comparePolicy,
} from '../../makers/stored-migration.ts';

function build(...parts: StoredMigrationParts[]) {
  return buildSnapshot(parts.map(storedMigration), settings);
}

function changedTypes(before: StoredMigrationParts, after: StoredMigrationParts): ResourceType[] {
  const [one, other] = [build(before).snapshot, build(after).snapshot];
  return resourceTypes.filter((type) => one[type].version !== other[type].version);
}

describe('buildSnapshot', () => {
  it('gives equal bytes and versions for equal migrations', () => {
    expect(build({}, { name: 'carts', port: 10_001 })).toEqual(build({}, { name: 'carts', port: 10_001 }));
  });

  it('gives the same versions whatever the order of the migrations', () => {
    const carts = { name: 'carts', port: 10_001 };
    const versions = (built: ReturnType<typeof build>) =>
      resourceTypes.map((type) => built.snapshot[type].version);

    expect(versions(build({}, carts))).toEqual(versions(build(carts, {})));
  });

  it.each<[string, StoredMigrationParts, StoredMigrationParts, ResourceType[]]>([
    [
      'the percent, with a key',
      { mirror: { basisPoints: 100 } },
      { mirror: { basisPoints: 2_500 } },
      ['route'],
    ],
    [
      'the percent, without a key',
      { mirror: { basisPoints: 100, key: undefined } },
      { mirror: { basisPoints: 2_500, key: undefined } },
      ['runtime'],
    ],
    ['halt', {}, { halted: true }, ['route', 'runtime']],
    ['the shadow', {}, { change: { shadow: upstreamOf({ host: '127.0.0.1', port: 9 }) } }, ['endpoints']],
    ['a control', {}, { change: { control: controlOf() } }, ['cluster', 'endpoints', 'listener', 'route']],
    ['the time limit', {}, { mirror: { timeoutMs: 1_000 } }, ['cluster', 'route']],
    ['the key', {}, { mirror: { key: { kind: 'cookie', name: 'session' } } }, ['listener']],
    [
      'the capture cap',
      {},
      { change: { compare: comparePolicy({ headers: [], captureBytes: 1 }) } },
      ['listener'],
    ],
  ])('touches only what a change of %s needs', (_change, before, after, expected) => {
    expect(changedTypes(before, after)).toEqual(expected);
  });

  it('names the versions whose acknowledgement confirms the mirror', () => {
    const { snapshot, mirrorStates } = build({ mirror: { basisPoints: 2_500, writes: 'none' } });

    expect(mirrorStates.get('orders')).toEqual({
      routeVersion: snapshot.route.resources.get('orders')?.version,
      runtimeVersion: snapshot.runtime.resources.get('umbra')?.version,
      basisPoints: 2_500,
      writes: 'none',
      halted: false,
    });
  });

  it('lets only the runtime layer expire', () => {
    const { snapshot } = build({});
    const expiring = resourceTypes.filter((type) =>
      [...snapshot[type].resources.values()].some((r) => r.ttlSeconds !== undefined),
    );

    expect(expiring).toEqual(['runtime']);
  });

  it('refers only to clusters, endpoints and routes that are in it', () => {
    const rendered = renderResources(
      [
        storedMigration({}),
        storedMigration({ name: 'carts', port: 10_001, change: { control: controlOf() } }),
      ],
      settings,
    );
    const text = JSON.stringify({ listener: rendered.listener, route: rendered.route });
    const referred = (pattern: RegExp) => new Set([...text.matchAll(pattern)].map((match) => match[1]));

    const clusterNames = new Set(rendered.cluster.map((cluster) => cluster['name']));
    expect([...referred(/"cluster":"([^"]+)"/g)].filter((name) => !clusterNames.has(name))).toEqual([]);
    expect(referred(/"route_config_name":"([^"]+)"/g)).toEqual(
      new Set(rendered.route.map((route) => route['name'])),
    );
    const served = rendered.cluster
      .filter((cluster) => cluster['type'] === 'EDS')
      .map((cluster) => cluster['name']);
    expect(rendered.endpoints.map((assignment) => assignment['cluster_name']).sort()).toEqual(served.sort());
  });

  it('resolves host names in Envoy and serves only addresses as endpoints', () => {
    const shadow = upstreamOf({ host: 'orders-v2.internal', port: 80 });
    const rendered = renderResources([storedMigration({ change: { shadow } })], settings);

    expect(rendered.cluster.find((cluster) => cluster['name'] === 'orders/shadow')).toMatchObject({
      type: 'STRICT_DNS',
    });
    expect(rendered.endpoints.map((assignment) => assignment['cluster_name'])).toEqual(['orders/primary']);
  });

  it('keeps the limits of the mirror in the order that tells a slow shadow from a client that left', () => {
    const rendered = renderResources([storedMigration({ mirror: { timeoutMs: 2_000 } })], settings);
    const cap = (name: string) =>
      /"max_stream_duration":"([\d.]+)s"/.exec(
        JSON.stringify(rendered.cluster.find((cluster) => cluster['name'] === name)),
      )?.[1];
    const hopTimeout = /"timeout":"([\d.]+)s"/.exec(
      JSON.stringify(rendered.route.find((route) => route['name'] === 'orders/hop')),
    )?.[1];

    expect([hopTimeout, cap('orders/shadow'), cap('orders/hop')]).toEqual(['2', '2.5', '3']);
  });

  it('bounds how fast, and how far ahead, a shadow’s answers are read, and no one else’s', () => {
    const rendered = renderResources([storedMigration({})], settings);
    const told = [...rendered.cluster, ...rendered.listener]
      .filter((resource) => 'per_connection_buffer_limit_bytes' in resource)
      .map((resource) => resource['name']);
    const paced = rendered.listener
      .filter((listener) => JSON.stringify(listener).includes('"limit_kbps":65536'))
      .map((listener) => listener['name']);

    expect(told).toEqual(['orders/shadow', 'orders/hop']);
    expect(paced).toEqual(['orders/hop']);
  });

  it('gives the control a hop with all that the shadow’s has', () => {
    const { cluster, listener, route } = renderResources(
      [storedMigration({ change: { control: controlOf() } })],
      settings,
    );
    const asOfShadow = (resource: unknown) =>
      JSON.stringify(resource)
        .replaceAll('orders/control-hop', 'orders/hop')
        .replaceAll('orders/control', 'orders/shadow')
        .replaceAll('side = \\"control\\"', 'side = \\"shadow\\"');
    for (const [resources, shadows, controls] of [
      [cluster, 'orders/shadow', 'orders/control'],
      [cluster, 'orders/hop', 'orders/control-hop'],
      [listener, 'orders/hop', 'orders/control-hop'],
      [route, 'orders/hop', 'orders/control-hop'],
    ] as const) {
      const named = (name: string) => resources.find((resource) => resource['name'] === name);
      expect(named(controls)).toBeDefined();
      expect(asOfShadow(named(controls))).toBe(asOfShadow(named(shadows)));
    }
  });

  it('refuses unsafe requests at the hop of a control without a database of its own', () => {
    const { route } = renderResources(
      [storedMigration({ change: { control: controlOf({ ownDatabase: false }) } })],
      settings,
    );
    const [host] = route.find(({ name }) => name === 'orders/control-hop')?.['virtual_hosts'] as [
      { routes: { match: object; direct_response?: object }[] },
    ];
    expect(host.routes.map(({ match, direct_response }) => [match, direct_response])).toEqual([
      [expect.objectContaining({ headers: [expect.objectContaining({ name: ':method' })] }), undefined],
      [{ prefix: '/' }, { status: 403 }],
    ]);
  });

  it('keeps a key name of any text inside its Lua literal', () => {
    const name = 'x" } os.exit() --[[\n';
    const rendered = renderResources(
      [storedMigration({ mirror: { key: { kind: 'cookie', name } } })],
      settings,
    );

    expect(JSON.stringify(rendered.listener)).not.toContain('os.exit()');
  });
});
