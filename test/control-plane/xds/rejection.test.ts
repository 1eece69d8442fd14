import { describe, expect, it } from 'vitest';
import type { Variant } from '../../../control-plane/xds/session.ts';
import { makeSnapshot, versionOf, type SimpleSnapshot } from '../../makers/snapshot.ts';
import type { XdsClient } from '../../makers/xds-client.ts';
import { inWords, settledClient } from '../../makers/xds-client.ts';

const shop = {
  cluster: { a: '1', b: '1' },
  endpoints: { a: '1', b: '1' },
  listener: { shop: '1' },
  route: { shop: '1' },
  runtime: { mirror: 'on' },
} satisfies SimpleSnapshot;

const both: Variant[] = ['sotw', 'delta'];

describe.each(both)('a %s client that rejects', (variant) => {
  const sotw = variant === 'sotw';

  /** A settled client that has refused the next snapshot's first response. */
  function refusing(simple: SimpleSnapshot): XdsClient {
    const client = settledClient(variant, makeSnapshot(shop));
    client.session.follow(makeSnapshot(simple));
    const [push] = client.take();
    if (push === undefined) throw new Error('nothing was sent to refuse');
    expect(client.nack(push, 'because').kind).toBe('rejected');
    return client;
  }

  it('gets one message per push of clusters when it rejects them all, though only some are new in each', () => {
    const client = settledClient(variant, makeSnapshot(shop));
    const messages: number[] = [];
    const added: Record<string, string> = {};
    for (let content = 2; content < 10; content += 1) {
      added[`c${content}`] = '1';
      client.session.follow(makeSnapshot({ ...shop, cluster: { a: 'bad', b: '1', ...added } }));
      let clusters = 0;
      for (let push = client.session.next(); push !== undefined; push = client.session.next()) {
        if (push.type === 'cluster') clusters += 1;
        client.nack(push);
      }
      messages.push(clusters);
    }
    expect(messages).toEqual(messages.map(() => 1));
  });

  it('gets the content that is fixed, and with it what was refused beside it', () => {
    const client = refusing({ ...shop, endpoints: { a: '2', b: 'bad' } });
    client.session.follow(makeSnapshot({ ...shop, endpoints: { a: '2', b: 'fixed' } }));
    expect(client.settle().map(inWords)).toEqual(['endpoints: a, b']);
    expect(client.session.status().endpoints.rejected).toBeUndefined();
  });

  it('gets other changes of the type without what it refused', () => {
    const client = refusing({ ...shop, cluster: { a: 'bad', b: '1' } });
    client.settle();
    client.session.follow(makeSnapshot({ ...shop, cluster: { a: 'bad', b: '2' } }));
    const [push] = client.take();
    const sent = push?.resources.map(({ name, version }) => [name, version]);
    expect(sent).toEqual(
      sotw
        ? [
            ['a', versionOf('1')],
            ['b', versionOf('2')],
          ]
        : [['b', versionOf('2')]],
    );
    if (push) client.ack(push);
    expect(client.take().map(({ type }) => type)).not.toContain('cluster');
    expect(client.session.status().cluster.rejected?.reason).toBe('because');
  });

  it('keeps the routes it has while it refuses a cluster, and gets the newest once that is fixed', () => {
    const client = refusing({ ...shop, cluster: { a: 'bad', b: '1' }, route: { shop: '2' } });
    client.settle();
    client.session.follow(makeSnapshot({ ...shop, cluster: { a: 'bad', b: '1' }, route: { shop: '3' } }));
    expect(client.settle()).toEqual([]);
    expect(client.session.status().route.resources.get('shop')?.version).toBe(versionOf('1'));
    client.session.follow(makeSnapshot({ ...shop, cluster: { a: 'fixed', b: '1' }, route: { shop: '3' } }));
    client.settle();
    expect(client.session.status().route.resources.get('shop')?.version).toBe(versionOf('3'));
  });

  it('still gets the kill switch', () => {
    const client = refusing({ ...shop, cluster: { a: 'bad', b: '1' } });
    client.settle();
    client.session.follow(
      makeSnapshot({ ...shop, cluster: { a: 'bad', b: '1' }, runtime: { mirror: 'off' } }),
    );
    expect(client.take().map(inWords)).toEqual(['runtime: mirror']);
  });

  it('gets routes of the last good snapshot that it asks for late', () => {
    const client = settledClient(variant, makeSnapshot({ ...shop, route: { shop: '1', late: '1' } }));
    client.ask('route', ['shop']);
    client.session.follow(
      makeSnapshot({ ...shop, cluster: { a: 'bad', b: '1' }, route: { shop: '2', late: '2' } }),
    );
    const [clusters] = client.take();
    if (clusters) client.nack(clusters);
    client.settle();
    client.ask('route', ['shop', 'late']);
    const [push] = client.settle();
    expect(push?.resources.map(({ name, version }) => [name, version])).toEqual([['late', versionOf('1')]]);
  });

  it('gets routes although it refuses a listener', () => {
    const client = refusing({ ...shop, listener: { shop: 'bad' }, route: { shop: '2' } });
    expect(client.settle().map(inWords)).toEqual(['route: shop']);
  });

  it('loses no cluster while it refuses the routes without it', () => {
    const client = refusing({ ...shop, cluster: { a: '1' }, endpoints: { a: '1' }, route: { shop: 'bad' } });
    expect(client.settle()).toEqual([]);
    expect([...client.session.status().cluster.resources.keys()]).toEqual(['a', 'b']);
  });

  it('gets a refused listener once more when another has gone, whose address it may have wanted', () => {
    const client = refusing({ ...shop, listener: { store: '1' }, route: { shop: '2' } });
    expect(client.settle().map(inWords)).toEqual([
      'route: shop',
      sotw ? 'listener: ' : 'listener: ; removed shop',
      'listener: store',
    ]);
  });

  it('keeps a listener whose removal it refused, until there is something new to say', () => {
    const client = refusing({ ...shop, listener: { store: 'bad' } });
    expect(client.settle()).toEqual([]);
    client.session.follow(makeSnapshot({ ...shop, listener: { store: 'fixed' } }));
    expect(client.settle().map(inWords)).toEqual([
      sotw ? 'listener: store' : 'listener: store; removed shop',
    ]);
  });
});
