import { describe, expect, it } from 'vitest';
import { makeSnapshot, type SimpleSnapshot } from '../../makers/snapshot.ts';
import { inWords, settledClient, XdsClient } from '../../makers/xds-client.ts';

const shop = {
  cluster: { a: '1', b: '1' },
  endpoints: { a: '1', b: '1' },
  listener: { shop: '1' },
  route: { shop: '1' },
} satisfies SimpleSnapshot;

const shopSnapshot = makeSnapshot(shop);

describe('a state-of-the-world session', () => {
  it('sends all clusters when one changes, and only the one route that does', () => {
    const client = settledClient('sotw', makeSnapshot({ ...shop, route: { shop: '1', store: '1' } }));
    client.session.follow(
      makeSnapshot({ ...shop, cluster: { a: '1', b: '2' }, route: { shop: '2', store: '1' } }),
    );
    expect(client.settle().map(inWords)).toEqual(['cluster: a, b', 'endpoints: b', 'route: shop']);
  });

  it('ignores a request with a stale nonce, its names too', () => {
    const client = settledClient('sotw', shopSnapshot);
    const receipt = client.ask('endpoints', ['a', 'b', 'c'], { nonce: 'long ago' });
    expect(receipt).toEqual({ kind: 'stale-nonce', type: 'endpoints' });
    client.session.follow(makeSnapshot({ ...shop, endpoints: { a: '1', b: '1', c: '1' } }));
    expect(client.take()).toEqual([]);
  });

  it('takes the names of a request that crossed the first response, but not as its acknowledgement', () => {
    const client = new XdsClient('sotw', shopSnapshot);
    client.ask('endpoints', ['a']);
    const [push] = client.take();
    client.ask('endpoints', ['a', 'b']);
    expect(client.take()).toEqual([]);
    if (push) client.ack(push);
    expect(client.take().map(inWords)).toEqual(['endpoints: b']);
  });

  it('sends a name again that was given up and asked for once more while it was on its way', () => {
    const client = new XdsClient('sotw', shopSnapshot);
    client.ask('endpoints', ['a']);
    const [push] = client.take();
    client.ask('endpoints', ['b']);
    client.ask('endpoints', ['a', 'b']);
    if (push) client.ack(push);
    expect(client.take().map(inWords)).toEqual(['endpoints: b, a']);
  });

  it('answers the first request of a stream whatever version and nonce it carries', () => {
    const client = new XdsClient('sotw', shopSnapshot);
    client.ask('cluster', [], { version: shopSnapshot.cluster.version, nonce: '17' });
    expect(client.settle().map(inWords)).toEqual(['cluster: a, b']);
    client.ask('endpoints', ['a'], { version: shopSnapshot.endpoints.version });
    expect(client.settle().map(inWords)).toEqual(['endpoints: a']);
  });

  it('takes naming one cluster for the end of the wildcard', () => {
    const client = settledClient('sotw', shopSnapshot);
    client.ask('cluster', ['a']);
    client.settle();
    client.session.follow(makeSnapshot({ ...shop, cluster: { a: '1', b: '2' } }));
    expect(client.settle()).toEqual([]);
  });

  it('says of a cluster asked for by name that it does not exist, by a set without it', () => {
    const client = settledClient('sotw', shopSnapshot);
    client.ask('cluster', ['a', 'nowhere']);
    expect(client.settle().map(inWords)).toEqual(['cluster: a']);
  });

  it('does not answer a request that only repeats itself', () => {
    const client = settledClient('sotw', shopSnapshot);
    client.ask('endpoints', ['a', 'b']);
    client.ask('cluster');
    expect(client.take()).toEqual([]);
  });

  it('holds routes back on a new stream while its clusters are refused, for the Envoy has good ones', () => {
    const client = new XdsClient('sotw', shopSnapshot);
    client.ask('cluster', [], { version: 'of an earlier stream' });
    client.ask('route', ['shop'], { version: 'of an earlier stream' });
    const [clusters, ...others] = client.take();
    expect(others).toEqual([]);
    if (clusters) client.nack(clusters);
    expect(client.take()).toEqual([]);
  });

  describe('after a reconnect', () => {
    const smaller = makeSnapshot({
      ...shop,
      cluster: { a: '1' },
      endpoints: { a: '1' },
      route: { shop: '2' },
    });

    function reconnected(version: string): XdsClient {
      const carryOver = settledClient('sotw', shopSnapshot).session.carryOver();
      const client = new XdsClient('sotw', smaller, { carryOver });
      client.ask('cluster', [], { version });
      return client;
    }

    it('keeps a cluster that went meanwhile until the routes without it are acknowledged', () => {
      const client = reconnected(shopSnapshot.cluster.version);
      const [clusters] = client.take();
      expect(clusters && inWords(clusters)).toBe('cluster: a, b');
      client.ask('endpoints', ['a', 'b'], { version: shopSnapshot.endpoints.version });
      client.ask('listener', [], { version: shopSnapshot.listener.version });
      client.ask('route', ['shop'], { version: shopSnapshot.route.version });
      if (clusters) client.ack(clusters);
      const answers = client.settle().map(inWords);
      expect(answers).toContain('cluster: a');
      expect(answers.indexOf('cluster: a')).toBeGreaterThan(answers.indexOf('route: shop'));
    });

    it('sends the new set alone to a client that comes with another version than the one remembered', () => {
      expect(reconnected('of another control plane').take().map(inWords)).toEqual(['cluster: a']);
    });
  });
});
