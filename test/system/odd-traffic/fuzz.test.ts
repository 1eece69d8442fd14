import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { envoyCounters } from '../rig/envoy-counters.ts';
import { eventually } from '../rig/eventually.ts';
import { total } from './books.ts';
import { Conversation } from './conversation.ts';
import { brokenRequests, fuzzRequest, type FuzzRequest } from './fuzz-requests.ts';
import type { Seen } from './odd-request.ts';
import { startOddRig, type Observed, type OddRig } from './odd-rig.ts';
import { seen } from './raw-request.ts';

const seed = 20_261_126;
const requests = 600;
/** On one connection, so that the time goes into requests. */
const pipelined = 20;

/** Kinds of keys, each a way through the capture script of its own. */
const keys = [
  ['a header', 'fuzz-header', { header: 'x-tenant-id' }],
  ['a cookie', 'fuzz-cookie', { cookie: 'tenant' }],
  ['a path segment', 'fuzz-segment', { pathSegment: 1 }],
  ['nothing', 'fuzz-keyless', undefined],
] as const;

let rig: OddRig;

beforeAll(async () => {
  rig = await startOddRig();
});

afterAll(async () => {
  await rig.stop();
});

async function answers(port: number, batch: readonly FuzzRequest[]): Promise<readonly Seen[]> {
  const conversation = await Conversation.open(port);
  const bytes = batch.map(({ method, path, headers, body }, index) =>
    [
      `${method} ${path} HTTP/1.1`,
      'Host: shop.example',
      `Content-Length: ${body.length}`,
      ...(index === batch.length - 1 ? ['Connection: close'] : []),
      ...headers,
      '',
      body,
    ].join('\r\n'),
  );
  await conversation.send(Buffer.from(bytes.join(''), 'latin1'));
  return seen(await conversation.untilClosed());
}

function envoyMemory(): Promise<number> {
  return envoyCounters(rig.stack.envoyAdminUrl, '^server\\.memory_allocated$').then(
    (counters) => counters['server.memory_allocated'] ?? Number.NaN,
  );
}

describe.each(keys)('with %s as the key', (_kind, name, key) => {
  let observed: Observed;

  beforeAll(async () => {
    observed = await rig.add(name, {
      mirror: key === undefined ? {} : { key },
    });
  });

  it('any request gets the answer of the primary, is mirrored, and compared', async () => {
    const { port, books } = observed;
    const batches = fc.sample(fc.array(fuzzRequest, { minLength: pipelined, maxLength: pipelined }), {
      seed,
      numRuns: requests / pipelined,
    });
    for (const batch of batches)
      expect(await answers(port, batch)).toEqual(await answers(rig.primary.port, batch));

    const ledger = await books.settled();
    expect(ledger.captured).toBe(requests);
    expect(ledger.balanced).toBe(true);
    expect(ledger.envoy.disagreements).toEqual([]);
    expect(await books.endings()).toEqual({ 'compared identical': requests });
    expect(await books.scriptErrors()).toBe(0);
  });

  it('bytes that are no request end their own connection, and nothing else', async () => {
    const { port, books } = observed;
    const memoryBefore = await envoyMemory();
    for (const bytes of brokenRequests) {
      const conversation = await Conversation.open(port);
      await conversation.send(Buffer.from(bytes, 'latin1'));
      await conversation.hangUp();
    }
    const [after] = await answers(port, [{ method: 'GET', path: '/json', headers: [], body: '' }]);
    expect(after?.status).toBe('200 OK');

    await eventually('all connections to be closed', async () => {
      const active = `http.${name}.downstream_cx_active`;
      return (await envoyCounters(rig.stack.envoyAdminUrl, `^${active}$`))[active] === 0;
    });
    const ledger = await books.settled();
    expect(ledger.balanced).toBe(true);
    expect(ledger.envoy.disagreements).toEqual([]);
    expect(total(ledger.fates)).toBe(ledger.captured);
    expect(await books.scriptErrors()).toBe(0);
    expect((await envoyMemory()) - memoryBefore).toBeLessThan(64 * 1024 * 1024);
    expect((await books.report()).findings).toEqual([]);
  });
});
