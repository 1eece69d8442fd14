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
