import { describe, expect, test } from 'vitest';
import { findingId } from '../../../../comparator/findings/finding.ts';
import { InMemoryEvidenceStore } from '../../../../comparator/findings/in-memory-evidence-store.ts';
import { startReadApi } from '../../../makers/read-api.ts';
import { until } from '../../../makers/until.ts';

const seenAt = new Date('2026-03-02T09:15:00.000Z');

function findingRow(path: string) {
  const identity = { endpoint: 'GET /orders/{id}', path, class: 'value' } as const;
  return {
    ...identity,
    migration: 'orders-v2',
    id: findingId(identity),
    count: 1,
    firstSeen: seenAt,
    lastSeen: seenAt,
    keyHashes: ['k'],
    exemplars: [],
  };
}

async function start(store = new InMemoryEvidenceStore(), limits = { running: 8, waiting: 8 }) {
  const port = await startReadApi(store, { now: seenAt, limits });
  return async (
    path: string,
  ): Promise<{
    status: number;
    type: string | null;
    retryAfter: string | null;
    body: Record<string, unknown>;
  }> => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`);
    const body = (await response.json()) as Record<string, unknown>;
    const [type, retryAfter] = ['content-type', 'retry-after'].map((name) => response.headers.get(name));
    return { status: response.status, type: type ?? null, retryAfter: retryAfter ?? null, body };
  };
}

async function filledStore(): Promise<InMemoryEvidenceStore> {
  const store = new InMemoryEvidenceStore();
  const findings = ['$.a', '$.b', '$.c'].map(findingRow);
  const batch = { fates: [], endpoints: [], overflow: [], seeds: [], envoys: [], generated: [], findings };
  await store.write({ writer: 'one', number: 1, batch });
  return store;
}

describe('the read API', () => {
  test('answers an empty report for a migration nothing was seen of', async () => {
    const get = await start();
    const { status, body } = await get('/v1/migrations/orders-v2/report');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      migration: 'orders-v2',
      generatedAt: '2026-03-02T09:15:00.000Z',
      outcome: 'no-evidence',
      pairs: { compared: 0, identical: 0, differing: 0 },
      endpoints: [],
      findings: [],
      overflow: { findings: 0, endpoints: 0 },
      ledger: { captured: 0, inFlight: 0, balanced: true },
    });
    expect((await get('/v1/migrations/orders-v2/ledger')).body).toEqual(body['ledger']);
    expect((await get('/v1/migrations/orders-v2/findings')).body).toEqual({ findings: [] });
  });

  test('pages through findings by cursor', async () => {
    const get = await start(await filledStore());
    const first = await get('/v1/migrations/orders-v2/findings?limit=2');
    expect(first.body['findings']).toMatchObject([{ path: '$.a' }, { path: '$.b' }]);
    const cursor = String(first.body['nextCursor']);
    const second = await get(`/v1/migrations/orders-v2/findings?limit=2&cursor=${cursor}`);
    expect(second.body).toMatchObject({ findings: [{ path: '$.c' }] });
    expect(second.body).not.toHaveProperty('nextCursor');
  });

  test('answers one finding under its id, with times as ISO 8601', async () => {
    const get = await start(await filledStore());
    const { id } = findingRow('$.b');
    const { body } = await get(`/v1/migrations/orders-v2/findings/${id}`);
    expect(body).toEqual({
      id,
      endpoint: 'GET /orders/{id}',
      path: '$.b',
      class: 'value',
      count: 1,
      keys: 1,
      firstSeen: '2026-03-02T09:15:00.000Z',
      lastSeen: '2026-03-02T09:15:00.000Z',
      exemplars: [],
    });
  });

  test.each([
    ['limit=0', 'limit'],
    ['limit=501', 'limit'],
    ['limit=ten', 'limit'],
    ['limit=1.5', 'limit'],
    ['cursor=%7B%7D', 'cursor'],
    ['cursor=a&cursor=b', 'cursor'],
    ['class=colour', 'class'],
    ['endpoint=a&endpoint=b', 'endpoint'],
  ])('refuses ?%s, naming the parameter and the remedy', async (query, parameter) => {
    const get = await start();
    const { status, type, body } = await get(`/v1/migrations/orders-v2/findings?${query}`);
    expect(status).toBe(400);
    expect(type).toContain('application/problem+json');
    expect(body['errors']).toMatchObject([
      { path: parameter, remedy: expect.stringMatching(/\w/) as string },
    ]);
  });

  test.each([
    '/v1/migrations/orders-v2/findings/none',
    '/v1/migrations/orders-v2',
    '/',
    '/v1/migrations/%E0%A4%A/report',
  ])('answers a problem for %s', async (path) => {
    const get = await start();
    const { status, type, body } = await get(path);
    expect([400, 404]).toContain(status);
    expect(type).toContain('application/problem+json');
    expect(body['status']).toBe(status);
  });

  test('answers 503 while the store does not answer, and says that evidence is kept', async () => {
    const store = new InMemoryEvidenceStore();
    store.everything = () => Promise.reject(new Error('connection refused'));
    const get = await start(store);
    const { status, body } = await get('/v1/migrations/orders-v2/report');
    expect(status).toBe(503);
    expect(body['detail']).toContain('PostgreSQL does not answer');
  });

  test('refuses reads beyond those that run and wait, and stays healthy meanwhile', async () => {
    const store = new InMemoryEvidenceStore();
    let answer = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      answer = resolve;
    });
    let asked = 0;
    const tally = store.tally.bind(store);
    store.tally = async (migration) => {
      asked += 1;
      await held;
      return tally(migration);
    };
    const get = await start(store, { running: 2, waiting: 1 });
    const ledger = '/v1/migrations/orders-v2/ledger';
    const slow = [get(ledger), get(ledger), get(ledger)];
    await until('one waits', async () => asked === 2 && (await get(ledger)).status === 503);
    expect(await get(ledger)).toMatchObject({ status: 503, retryAfter: '1' });
    expect((await get('/healthz')).status).toBe(200);

    answer();
    expect((await Promise.all(slow)).map(({ status }) => status)).toEqual([200, 200, 200]);
  });

  test.each([
    '/v1/migrations/a%00b/report',
    '/v1/migrations/orders-v2/findings/%00',
    '/v1/migrations/orders-v2/findings?endpoint=%00',
    `/v1/migrations/orders-v2/findings?cursor=${Buffer.from('["\\u0000","","value"]').toString('base64url')}`,
  ])('does not ask the store about %s, which PostgreSQL takes for no text', async (path) => {
    const store = new InMemoryEvidenceStore();
    const ask = () => Promise.reject(new Error('asked'));
    Object.assign(store, { everything: ask, findings: ask, finding: ask });
    const { status, type } = await (await start(store))(path);
    expect([400, 404]).toContain(status);
    expect(type).toContain('application/problem+json');
  });

  test('is healthy while it is not ready, and says what it waits for', async () => {
    const get = await start();
    expect((await get('/healthz')).status).toBe(200);
    expect(await get('/readyz')).toMatchObject({ status: 503, body: { waitingFor: ['store'] } });
  });
});
