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

  it('holds routes back on a new stream while its clusters are refused, for the Envoy has good ones', () => {
    const client = new XdsClient('sotw', shopSnapshot);
    client.ask('cluster', [], { version: 'of an earlier stream' });
    client.ask('route', ['shop'], { version: 'of an earlier stream' });
    const [clusters, ...others] = client.take();
    expect(others).toEqual([]);
    if (clusters) client.nack(clusters);
    expect(client.take()).toEqual([]);
  });

  it('sends the new set alone to a client that comes with another version than the one remembered', () => {
    const { session } = settledClient('sotw', shopSnapshot);
    const smaller = makeSnapshot({ ...shop, cluster: { a: '1' }, endpoints: { a: '1' } });
    const client = new XdsClient('sotw', smaller, { carryOver: session.carryOver() });
    client.ask('cluster', [], { version: 'of another control plane' });
    expect(client.take().map(inWords)).toEqual(['cluster: a']);
  });
});
