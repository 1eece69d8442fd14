import { describe, expect, it } from 'vitest';
import { Session, type Variant } from '../../../control-plane/xds/session.ts';
import { makeSnapshot, versionOf, type SimpleSnapshot } from '../../makers/snapshot.ts';
import { inWords, settledClient, XdsClient } from '../../makers/xds-client.ts';

const shop = {
  cluster: { a: '1', b: '1' },
  endpoints: { a: '1', b: '1' },
  listener: { shop: '1' },
  route: { shop: '1' },
  runtime: { mirror: 'on' },
} satisfies SimpleSnapshot;

const shopSnapshot = makeSnapshot(shop);

const both: Variant[] = ['sotw', 'delta'];

/** Incremental responses carry what changed, state-of-the-world ones all clusters and listeners. */
const sotw = (variant: Variant) => variant === 'sotw';

describe.each(both)('a %s session', (variant) => {
  it('answers a fresh Envoy type by type, as it asks: nothing waits for a type that was not asked for', () => {
    const client = new XdsClient(variant, shopSnapshot);
    const asks = [
      ['runtime', ['mirror']],
      ['cluster', []],
      ['endpoints', ['a', 'b']],
      ['listener', []],
      ['route', ['shop']],
    ] as const;
    const answers = asks.map(([type, names]) => {
      client.ask(type, names);
      return client.settle().map(inWords);
    });
    expect(answers).toEqual([
      ['runtime: mirror'],
      ['cluster: a, b'],
      ['endpoints: a, b'],
      ['listener: shop'],
      ['route: shop'],
    ]);
  });

  it('answers a name before the others of its type are asked for', () => {
    const client = new XdsClient(variant, shopSnapshot);
    client.ask('cluster');
    client.settle();
    client.ask('endpoints', ['b']);
    expect(client.settle().map(inWords)).toEqual(['endpoints: b']);
  });

  it('answers the first wildcard request even when there is nothing', () => {
    const client = new XdsClient(variant, makeSnapshot({}));
    client.ask('cluster');
    expect(client.settle().map(inWords)).toEqual(['cluster: ']);
  });

  it('answers a request that came before the first snapshot once that is there', () => {
    const client = new XdsClient(variant);
    client.ask('cluster');
    expect(client.take()).toEqual([]);
    client.session.follow(shopSnapshot);
    expect(client.take().map(inWords)).toEqual(['cluster: a, b']);
  });

  it('sends clusters with their endpoints, then listeners, then routes, each once the one before is acknowledged', () => {
    const client = settledClient(variant, shopSnapshot);
    client.session.follow(
      makeSnapshot({
        cluster: { a: '1', b: '1', c: '1' },
        endpoints: { a: '1', b: '2', c: '1' },
        listener: { shop: '2' },
        route: { shop: '2' },
        runtime: { mirror: 'on' },
      }),
    );
    const steps: string[][] = [];
    for (let pushes = client.take(); pushes.length > 0; pushes = client.take()) {
      steps.push(pushes.map(inWords));
      for (const push of pushes) client.ack(push);
    }
    expect(steps).toEqual([
      [sotw(variant) ? 'cluster: a, b, c' : 'cluster: c', 'endpoints: b'],
      ['listener: shop'],
      ['route: shop'],
    ]);
  });

  it('removes clusters and listeners only after the routes without them are acknowledged', () => {
    const client = settledClient(variant, makeSnapshot({ ...shop, listener: { shop: '1', old: '1' } }));
    client.session.follow(
      makeSnapshot({ ...shop, cluster: { a: '1' }, endpoints: { a: '1' }, route: { shop: '2' } }),
    );
    const [routes, ...others] = client.take();
    expect(routes && inWords(routes)).toBe('route: shop');
    expect(others).toEqual([]);
    if (routes) client.ack(routes);
    const removals = client.settle().map(inWords);
    expect(removals.slice(0, 2)).toEqual(
      sotw(variant) ? ['listener: shop', 'cluster: a'] : ['listener: ; removed old', 'cluster: ; removed b'],
    );
  });

  it('serves a removed cluster on while another one is added', () => {
    const client = settledClient(variant, shopSnapshot);
    client.session.follow(
      makeSnapshot({
        ...shop,
        cluster: { a: '1', c: '1' },
        endpoints: { a: '1', c: '1' },
        route: { shop: '2' },
      }),
    );
    const [added] = client.take();
    expect(added && inWords(added)).toBe(sotw(variant) ? 'cluster: a, c, b' : 'cluster: c');
    expect(added?.version).not.toBe(shopSnapshot.cluster.version);
    if (added) client.ack(added);
    expect([...client.session.status().cluster.resources.keys()]).toContain('b');
    client.ask('endpoints', ['a', 'c']);
    client.settle();
    expect([...client.session.status().cluster.resources.keys()]).toEqual(['a', 'c']);
  });

  it('sends the endpoints of a changed cluster again although they did not change, and before it is acknowledged', () => {
    const client = settledClient(variant, shopSnapshot);
    client.session.follow(makeSnapshot({ ...shop, cluster: { a: '1', b: '2' } }));
    expect(client.take().map(inWords)).toEqual([
      sotw(variant) ? 'cluster: a, b' : 'cluster: b',
      'endpoints: b',
    ]);
  });

  it('sends endpoints again that were on their way when their cluster changed', () => {
    const client = settledClient(variant, shopSnapshot);
    client.session.follow(makeSnapshot({ ...shop, endpoints: { a: '1', b: '2' } }));
    const [endpoints] = client.take();
    client.session.follow(
      makeSnapshot({ ...shop, cluster: { a: '1', b: '2' }, endpoints: { a: '1', b: '2' } }),
    );
    expect(client.take().map(({ type }) => type)).toEqual(['cluster']);
    if (endpoints) client.ack(endpoints);
    expect(client.take().map(inWords)).toEqual(['endpoints: b']);
  });

  it('sends the endpoints of clusters that are on their way, though the newest snapshot lacks them', () => {
    const client = settledClient(variant, shopSnapshot);
    const added = { cluster: { ...shop.cluster, c: '1' }, endpoints: { ...shop.endpoints, c: '1' } };
    client.session.follow(makeSnapshot({ ...shop, ...added }));
    const [clusters] = client.take();
    client.session.follow(shopSnapshot);
    client.ask('endpoints', ['a', 'b', 'c']);
    expect(client.take().map(inWords)).toEqual(['endpoints: c']);
    if (clusters) client.ack(clusters);
    expect(client.settle().map(({ type }) => type)).toContain('cluster');
  });

  it('lets the kill switch overtake everything else', () => {
    const client = settledClient(variant, shopSnapshot);
    client.session.follow(makeSnapshot({ ...shop, cluster: { a: '2', b: '1' }, route: { shop: '2' } }));
    expect(client.take().map(({ type }) => type)).toEqual(['cluster', 'endpoints']);
    client.session.follow(
      makeSnapshot({
        ...shop,
        cluster: { a: '3', b: '1' },
        route: { shop: '3' },
        runtime: { mirror: 'off' },
      }),
    );
    expect(client.take().map(inWords)).toEqual(['runtime: mirror']);
  });

  it('keeps one response per type in flight, and then sends only the newest state', () => {
    const client = settledClient(variant, shopSnapshot);
    client.session.follow(makeSnapshot({ ...shop, route: { shop: '2' } }));
    const [first] = client.take();
    for (const content of ['3', '4', '5']) {
      client.session.follow(makeSnapshot({ ...shop, route: { shop: content } }));
      expect(client.take()).toEqual([]);
    }
    if (first) client.ack(first);
    const [second, ...others] = client.take();
    expect(second?.resources.map(({ version }) => version)).toEqual([versionOf('5')]);
    expect(others).toEqual([]);
  });

  it('ignores types it does not serve, and says so once', () => {
    const session = new Session(variant);
    const typeUrl = 'type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret';
    const answer = { typeUrl, responseNonce: '', rejection: undefined };
    const ask = () =>
      variant === 'sotw'
        ? session.receiveSotw({ ...answer, versionInfo: '', names: ['x'] })
        : session.receiveDelta({ ...answer, subscribe: ['x'], unsubscribe: [], initialVersions: new Map() });
    expect(ask()).toEqual({ kind: 'unknown-type', typeUrl, first: true });
    expect(ask()).toEqual({ kind: 'unknown-type', typeUrl, first: false });
    session.follow(shopSnapshot);
    expect(session.next()).toBeUndefined();
  });

  it.each([
    ['more', ['a', 'b', 'c']],
    ['longer', ['abcd']],
  ])('refuses %s names than it can remember, and changes nothing', (_, names) => {
    const client = new XdsClient(variant, shopSnapshot, { maxNames: 2, maxNameCharacters: 3 });
    expect(client.ask('endpoints', names)).toEqual({
      kind: 'too-many-names',
      type: 'endpoints',
      limits: { names: 2, characters: 3 },
    });
    expect(client.take()).toEqual([]);
  });

  it('tells what is sent, acknowledged and rejected, and the version of every resource taken', () => {
    const client = settledClient(variant, shopSnapshot);
    const next = makeSnapshot({ ...shop, route: { shop: '2' } });
    client.session.follow(next);
    const [push] = client.take();
    expect(client.session.status().route).toMatchObject({
      sent: next.route.version,
      acknowledged: shopSnapshot.route.version,
      rejected: undefined,
    });
    expect(client.session.status().route.resources.get('shop')?.version).toBe(versionOf('1'));
    if (push) client.nack(push, 'no such cluster');
    expect(client.session.status().route.rejected).toEqual({
      version: next.route.version,
      reason: 'no such cluster',
    });
    client.session.follow(makeSnapshot({ ...shop, route: { shop: '3' } }));
    client.settle();
    expect(client.session.status().route.rejected).toBeUndefined();
    expect(client.session.status().route.resources.get('shop')?.version).toBe(versionOf('3'));
  });

  it('names the snapshot’s version once the client is all at it, and another before', () => {
    const client = settledClient(variant, shopSnapshot);
    const next = makeSnapshot({ ...shop, cluster: { a: '2' } });
    client.session.follow(next);
    const versions = client.settle().flatMap(({ type, version }) => (type === 'cluster' ? [version] : []));
    expect(versions).toHaveLength(2);
    expect(versions[0]).toMatch(new RegExp(`^${next.cluster.version}\\+`));
    expect(versions[1]).toBe(next.cluster.version);
    expect(client.session.status().cluster.acknowledged).toBe(next.cluster.version);
  });
});
