import { describe, expect, it } from 'vitest';
import type { Variant } from '../../../control-plane/xds/session.ts';
import { makeSnapshot, type SimpleSnapshot } from '../../makers/snapshot.ts';
import { inWords, settledClient } from '../../makers/xds-client.ts';

const shop = {
  cluster: { a: '1' },
  endpoints: { a: '1' },
  listener: { shop: '1' },
  route: { shop: '1' },
  runtime: { mirror: 'on' },
} satisfies SimpleSnapshot;

const both: Variant[] = ['sotw', 'delta'];

describe.each(both)('renewing a time to live, %s', (variant) => {
  it('sends the whole resource again under the same version, and nothing else', () => {
    const snapshot = makeSnapshot(shop);
    const client = settledClient(variant, snapshot);
    for (let period = 0; period < 3; period += 1) {
      client.session.renew();
      const [push, ...others] = client.settle();
      expect(push).toMatchObject({ type: 'runtime', version: snapshot.runtime.version });
      expect(push?.resources).toEqual([snapshot.runtime.resources.get('mirror')]);
      expect(others).toEqual([]);
    }
  });

  it('waits one whole period for an acknowledgement, and then goes on without it', () => {
    const client = settledClient(variant, makeSnapshot(shop));
    client.session.renew();
    expect(client.take()).toHaveLength(1);
    client.session.renew();
    expect(client.take()).toEqual([]);
    client.session.renew();
    expect(client.take().map(inWords)).toEqual(['runtime: mirror']);
  });

  it('sends the newest kill switch when it goes on without an acknowledgement', () => {
    const client = settledClient(variant, makeSnapshot(shop));
    client.session.renew();
    const [lost] = client.take();
    const halted = makeSnapshot({ ...shop, runtime: { mirror: 'off' } });
    client.session.follow(halted);
    client.session.renew();
    client.session.renew();
    const [push] = client.take();
    expect(push?.version).toBe(halted.runtime.version);
    expect(lost && client.ack(lost).kind).toBe('stale-nonce');
  });

  it('stops for a client that refuses it, whose mirroring so ends by itself', () => {
    const client = settledClient(variant, makeSnapshot(shop));
    client.session.renew();
    const [push] = client.take();
    if (push) client.nack(push);
    client.session.renew();
    expect(client.take()).toEqual([]);
  });

  it('does not keep alive what the client should no longer have', () => {
    const client = settledClient(variant, makeSnapshot(shop));
    client.session.follow(makeSnapshot({ ...shop, runtime: { mirror: 'off' } }));
    const [push] = client.take();
    if (push) client.nack(push);
    client.session.renew();
    expect(client.take()).toEqual([]);
  });

  it('sends a resource again that was gone long enough to expire', () => {
    const client = settledClient(variant, makeSnapshot(shop));
    client.session.follow(makeSnapshot({ ...shop, runtime: {} }));
    client.settle();
    client.session.follow(makeSnapshot(shop));
    expect(client.settle().map(inWords)).toEqual(['runtime: mirror']);
  });

  it('sends nothing to a client that did not ask', () => {
    const client = settledClient(variant, makeSnapshot({ ...shop, runtime: {} }));
    client.session.follow(makeSnapshot(shop));
    client.session.renew();
    expect(client.take()).toEqual([]);
  });
});
