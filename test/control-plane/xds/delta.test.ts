import { describe, expect, it } from 'vitest';
import { makeSnapshot, versionOf, type SimpleSnapshot } from '../../makers/snapshot.ts';
import { inWords, settledClient, XdsClient } from '../../makers/xds-client.ts';

const shop = {
  cluster: { a: '1', b: '1' },
  endpoints: { a: '1', b: '1' },
  listener: { shop: '1' },
  route: { shop: '1' },
} satisfies SimpleSnapshot;

const shopSnapshot = makeSnapshot(shop);

describe('an incremental session', () => {
  it('answers a subscription to a name that does not exist with its removal', () => {
    const client = settledClient('delta', shopSnapshot);
    client.sendDelta('endpoints', { subscribe: ['nowhere'] });
    expect(client.settle().map(inWords)).toEqual(['endpoints: ; removed nowhere']);
  });

  it('answers a name that is subscribed to again although nothing changed', () => {
    const client = settledClient('delta', shopSnapshot);
    client.sendDelta('endpoints', { subscribe: ['a'] });
    expect(client.settle().map(inWords)).toEqual(['endpoints: a']);
  });

  it('answers a wildcard that is subscribed to again with everything', () => {
    const client = settledClient('delta', shopSnapshot);
    client.sendDelta('cluster', { subscribe: ['*'] });
    expect(client.take().map(inWords)).toContain('cluster: a, b');
  });

  it('takes subscriptions from a request with a stale nonce', () => {
    const client = new XdsClient('delta', shopSnapshot);
    client.sendDelta('endpoints', { subscribe: ['a'] });
    client.settle();
    const receipt = client.sendDelta('endpoints', { subscribe: ['b'] }, { nonce: 'long ago' });
    expect(receipt).toEqual({ kind: 'stale-nonce', type: 'endpoints' });
    expect(client.take().map(inWords)).toEqual(['endpoints: b']);
  });

  it('continues a legacy wildcard when a name is added, and answers the name', () => {
    const client = settledClient('delta', shopSnapshot);
    client.sendDelta('cluster', { subscribe: ['a'] });
    expect(client.settle().map(inWords)).toContain('cluster: a');
    client.session.follow(makeSnapshot({ ...shop, cluster: { a: '1', b: '2' } }));
    expect(client.take().map(inWords)).toContain('cluster: b');
  });

  it('tells a client that gives up a name under a wildcard whether that is still part of it', () => {
    const client = settledClient('delta', shopSnapshot);
    client.sendDelta('cluster', { subscribe: ['a', 'nowhere'] });
    client.settle();
    client.sendDelta('cluster', { unsubscribe: ['a', 'nowhere'] });
    expect(client.take().map(inWords)).toContain('cluster: a; removed nowhere');
  });

  it('sends only the names left when the wildcard is given up', () => {
    const client = settledClient('delta', shopSnapshot);
    client.sendDelta('cluster', { subscribe: ['a'], unsubscribe: ['*'] });
    client.settle();
    client.session.follow(makeSnapshot({ ...shop, cluster: { a: '2', b: '2' } }));
    expect(client.settle().map(inWords)[0]).toBe('cluster: a');
  });

  it('removes a route and endpoints after the listener and the cluster that used them', () => {
    const client = settledClient(
      'delta',
      makeSnapshot({ ...shop, listener: { shop: '1', old: '1' }, route: { shop: '1', old: '1' } }),
    );
    client.session.follow(makeSnapshot({ ...shop, cluster: { a: '1' }, endpoints: { a: '1' } }));
    expect(client.settle().map(inWords)).toEqual([
      'listener: ; removed old',
      'cluster: ; removed b',
      'endpoints: ; removed b',
      'route: ; removed old',
    ]);
  });

  describe('after a reconnect', () => {
    it('sends only what changed since, and removes what has gone', () => {
      const client = new XdsClient('delta', makeSnapshot({ ...shop, cluster: { a: '2', b: '1' } }));
      client.ask('cluster', [], { initial: { a: versionOf('1'), b: versionOf('1'), gone: versionOf('1') } });
      expect(client.settle().map(inWords)).toEqual(['cluster: a', 'cluster: ; removed gone']);
      client.ask('endpoints', ['a', 'b'], { initial: { a: versionOf('1'), b: versionOf('0') } });
      expect(client.settle().map(inWords)).toEqual(['endpoints: b']);
    });

    it('keeps a cluster that went meanwhile until the routes without it are acknowledged', () => {
      const client = new XdsClient('delta', makeSnapshot({ ...shop, route: { shop: '2' } }));
      client.ask('cluster', [], { initial: { a: versionOf('1'), b: versionOf('1'), gone: versionOf('1') } });
      const [clusters] = client.take();
      expect(clusters && inWords(clusters)).toBe('cluster: ');
      client.ask('listener', [], { initial: { shop: versionOf('1') } });
      client.ask('route', ['shop'], { initial: { shop: versionOf('1') } });
      if (clusters) client.ack(clusters);
      const answers = client.settle().map(inWords);
      expect(answers.indexOf('cluster: ; removed gone')).toBeGreaterThan(answers.indexOf('route: shop'));
    });

    it('sends the endpoints of a changed cluster again, though they are asked for after it was sent', () => {
      const client = new XdsClient('delta', makeSnapshot({ ...shop, cluster: { a: '2', b: '1' } }));
      client.ask('cluster', [], { initial: { a: versionOf('1'), b: versionOf('1') } });
      expect(client.take().map(inWords)).toEqual(['cluster: a']);
      client.ask('endpoints', ['a', 'b'], { initial: { a: versionOf('1'), b: versionOf('1') } });
      expect(client.take().map(inWords)).toEqual(['endpoints: a']);
    });
  });

  it('forgets what a client gave up while it was on its way, and sends it again when asked', () => {
    const client = new XdsClient('delta', shopSnapshot);
    client.sendDelta('endpoints', { subscribe: ['a'] });
    const [push] = client.take();
    client.sendDelta('endpoints', { unsubscribe: ['a'] });
    if (push) client.ack(push);
    expect(client.session.status().endpoints.resources.size).toBe(0);
    client.sendDelta('endpoints', { subscribe: ['a'] });
    expect(client.take().map(inWords)).toEqual(['endpoints: a']);
  });
});
