import { describe, expect, test } from 'vitest';
import { pair, type ExchangeParts } from '../../makers/exchange.ts';
import { openPipeline, orders } from '../../makers/open-pipeline.ts';
import { capturedBody } from '../../makers/pair-of-answers.ts';

type Pipeline = Awaited<ReturnType<typeof openPipeline>>;

/** Requests one after the other, each a second after the one before. */
function conversation(it: Pipeline, settled = 0) {
  let number = settled;
  return (
    method: string,
    path: string,
    [primary, shadow]: readonly [unknown, unknown],
    given: { readonly body?: unknown; readonly status?: number; readonly shadowStatus?: number } & Pick<
      ExchangeParts,
      'headers'
    > = {},
  ): void => {
    number += 1;
    const { body, status = method === 'POST' ? 201 : 200, shadowStatus = status, headers = {} } = given;
    const sent = body === undefined ? {} : { body: capturedBody(JSON.stringify(body)) };
    const request = { method, path, headers: { 'content-type': 'application/json' }, ...sent };
    const startedAtUs = number * 1_000_000;
    const both = {
      number,
      key: `tenant-${number % 5}`,
      request,
      startedAtUs,
      endedAtUs: startedAtUs + 5_000,
      headers,
    };
    const { primary: one, shadow: other } = pair(both, {
      primary: { status, body: JSON.stringify(primary) },
      shadow: { status: shadowStatus, body: JSON.stringify(shadow) },
    });
    it.receive(one, other);
    it.pass(1_000);
  };
}

async function places(it: Pipeline): Promise<string[]> {
  const { findings } = await it.report();
  return findings.map((finding) => `${finding.endpoint} ${finding.path} ${finding.class}`);
}

const order = (id: unknown, rest: object = {}) => ({ id, status: 'placed', ...rest });

describe('ids that each side gives out', () => {
  test('are no difference: when they are born, when they are read, and inside of other things', async () => {
    const it = await openPipeline();
    const say = conversation(it);
    say('POST', '/orders', [order(101), order(91)]);
    say('POST', '/orders', [order(102), order(92)]);
    say('GET', '/orders', [{ items: [order(101), order(102)] }, { items: [order(91), order(92)] }]);
    say('GET', '/customers/7', [
      { name: 'Ada', lastOrder: { orderId: 102 } },
      { name: 'Ada', lastOrder: { orderId: 92 } },
    ]);
    expect(await places(it)).toEqual([]);
    expect(await it.fates()).toEqual({ compared: 4 });
  });

  test('are a finding once the shadow mixes two of them up', async () => {
    const it = await openPipeline();
    const say = conversation(it);
    say('POST', '/orders', [order(101), order(91)]);
    say('POST', '/orders', [order(102), order(92)]);
    say('GET', '/summary', [
      { lastOrderId: 1, order: { id: 101 } },
      { lastOrderId: 1, order: { id: 92 } },
    ]);
    expect(await places(it)).toEqual(['GET /summary $.order.id generated']);
  });

  test('are a finding where a thing that both sides had from the start gets the id of another', async () => {
    const it = await openPipeline();
    const say = conversation(it);
    say('POST', '/orders', [order(101), order(91)]);
    say('GET', '/products/5', [{ id: 5 }, { id: 5 }]);
    say('GET', '/summary', [{ productId: 5 }, { productId: 6 }]);
    expect(await places(it)).toEqual(['GET /summary $.productId generated']);
  });

  test('of different kinds do not meet', async () => {
    const it = await openPipeline();
    const say = conversation(it);
    say('POST', '/orders', [order(101), order(91)]);
    say('POST', '/payments', [{ paymentId: 101 }, { paymentId: 55 }]);
    say('GET', '/summary', [
      { paymentId: 101, orderId: 101 },
      { paymentId: 55, orderId: 91 },
    ]);
    expect(await places(it)).toEqual([]);
  });

  test('may stand in a location and in links', async () => {
    const it = await openPipeline([{ ...orders, headers: ['location'] }]);
    const born = pair(
      { number: 1, request: { method: 'POST', path: '/orders' }, status: 201, body: '' },
      { primary: { headers: { location: '/orders/101' } }, shadow: { headers: { location: '/orders/91' } } },
    );
    it.receive(born.primary, born.shadow);
    it.pass(1_000);
    expect(await places(it)).toEqual([]);
    const other = await openPipeline();
    const tell = conversation(other);
    tell('POST', '/orders', [
      order(101, { links: { self: '/orders/101?x=1' } }),
      order(91, { links: { self: '/orders/91?x=1' } }),
    ]);
    tell('GET', '/start', [{ first: '/orders/101' }, { first: '/orders/90' }]);
    expect(await places(other)).toEqual(['GET /start $.first generated']);
  });

  test('that order a list explain its order, and nothing else does', async () => {
    const it = await openPipeline();
    const say = conversation(it);
    say('POST', '/orders', [order(101, { note: 'a' }), order(92, { note: 'a' })]);
    say('POST', '/orders', [order(102, { note: 'b' }), order(91, { note: 'b' })]);
    say('POST', '/orders', [order(103, { note: 'c' }), order(93, { note: 'c' })]);
    const listOf = (...ids: readonly (readonly [number, string])[]) => ({
      items: ids.map(([id, note]) => order(id, { note })),
    });
    const primary = listOf([101, 'a'], [102, 'b'], [103, 'c']);
    say('GET', '/orders', [primary, listOf([91, 'b'], [92, 'a'], [93, 'c'])]);
    expect(await places(it)).toEqual([]);
    say('GET', '/orders', [primary, listOf([92, 'a'], [93, 'c'], [91, 'b'])]);
    expect(await places(it)).toEqual(['GET /orders $.items order']);
  });

  test('hide no other difference of what they name', async () => {
    const it = await openPipeline();
    const say = conversation(it);
    say('POST', '/orders', [order(101), order(91)]);
    say('GET', '/orders', [{ items: [order(101)] }, { items: [order(91, { status: 'lost' })] }]);
    expect(await places(it)).toEqual(['GET /orders $.items[].status value']);
  });

  test('do not explain another id than the client has named', async () => {
    const it = await openPipeline();
    const say = conversation(it);
    say(
      'POST',
      '/payments',
      [
        { paymentId: 1, orderId: 7 },
        { paymentId: 1, orderId: 8 },
      ],
      { body: { orderId: 7 } },
    );
    expect(await places(it)).toEqual(['POST /payments $.orderId generated']);
  });

  test('are not what content is worked out to', async () => {
    const it = await openPipeline();
    const [one, other] = ['d41d8cd98f00b204e9800998ecf8427e', '900150983cd24fb0d6963f7d28e17f72'];
    conversation(it)('GET', '/files/1', [{ checksum: one }, { checksum: other }]);
    expect(await places(it)).toEqual(['GET /files/{id} $.checksum value']);
  });
});

describe('a request that names an id which the shadow gave out differently', () => {
  test.each([
    ['path', 'GET', '/orders/101', undefined],
    ['path, by the number that the shadow has for another', 'GET', '/orders/91', undefined],
    ['query', 'GET', '/invoices?orderId=101', undefined],
    [
      'query, inside of a cursor',
      'GET',
      `/orders?cursor=${Buffer.from('101').toString('base64url')}`,
      undefined,
    ],
    [
      'query, inside of a cursor of several values',
      'GET',
      `/orders?after=x&pageToken=${Buffer.from('{"at":5,"id":101}').toString('base64url')}`,
      undefined,
    ],
    ['body', 'POST', '/payments', { orderId: 101 }],
  ])('in its %s is set aside', async (_, method, path, body) => {
    const it = await openPipeline();
    const say = conversation(it);
    say('POST', '/orders', [order(101), order(91)]);
    say(method, path, [order(101), { error: 'not found' }], { body, shadowStatus: 404 });
    say(method, path, [order(101), { error: 'broken' }], { body, shadowStatus: 500 });
    expect(await places(it)).toEqual([]);
    expect(await it.fates()).toEqual({ compared: 1, 'foreign-id': 2 });
  });

  test('is set aside as well where its birth is heard of later', async () => {
    const it = await openPipeline();
    const read = pair(
      {
        number: 2,
        request: { path: '/orders/101' },
        startedAtUs: 3_000_000,
        endedAtUs: 3_010_000,
        key: 'tenant-1',
      },
      { shadow: { status: 404 } },
    );
    it.receive(read.primary, read.shadow);
    it.pass(200);
    const born = pair(
      { number: 1, request: { method: 'POST', path: '/orders' }, status: 201, key: 'tenant-1' },
      { primary: { body: '{"id":101}' }, shadow: { body: '{"id":91}' } },
    );
    it.receive(born.primary, born.shadow);
    it.pass(1_000);
    expect(await it.fates()).toEqual({ compared: 1, 'foreign-id': 1 });
  });

  test('taints its key when it was a write', async () => {
    const it = await openPipeline();
    const say = conversation(it);
    say('POST', '/orders', [order(101), order(91)]);
    say('PATCH', '/orders/101', [{ ok: true }, { ok: true }]);
    say('POST', '/notes', [{}, {}]);
    say('POST', '/notes', [{}, {}]);
    say('POST', '/notes', [{}, {}]);
    say('POST', '/notes', [{}, {}]);
    say('GET', '/cart', [{ total: 1 }, { total: 2 }]);
    expect(await it.fates()).toMatchObject({ 'foreign-id': 1, tainted: 1 });
  });
});

describe('what was learned', () => {
  test('is known to the next comparator, and forgotten in the next data cycle', async () => {
    const first = await openPipeline();
    conversation(first)('POST', '/orders', [order(101), order(91)]);
    await first.report();
    const next = await openPipeline([orders], { store: first.store });
    const say = conversation(next, 1);
    say('GET', '/orders/101', [order(101), { error: 'not found' }], { shadowStatus: 404 });
    expect((await next.report()).ledger.fates).toMatchObject({ 'foreign-id': 1 });

    const reset = await openPipeline([{ ...orders, cycle: { number: 2, gaps: [] } }], { store: first.store });
    conversation(reset, 2)('GET', '/orders/101', [order(101), { error: 'not found' }], { shadowStatus: 404 });
    expect(await places(reset)).toEqual(['GET /orders/{id} status status']);
  });
});
