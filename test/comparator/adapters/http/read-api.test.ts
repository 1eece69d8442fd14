import { describe, expect, onTestFinished, test } from 'vitest';
import { readApi } from '../../../../comparator/adapters/http/read-api.ts';
import { serve } from '../../../../comparator/adapters/http/serve.ts';
import { findingId } from '../../../../comparator/findings/finding.ts';
import { InMemoryEvidenceStore } from '../../../../comparator/findings/in-memory-evidence-store.ts';
import { healthz, readyz } from '../../../../platform/ready/readiness.ts';
import { silentLog as log } from '../../../makers/silent-log.ts';

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

async function start(store = new InMemoryEvidenceStore()) {
  const app = readApi({
    reader: store,
    now: () => seenAt,
    log,
    healthz,
    readyz: readyz({ store: () => false }),
    metrics: (_, response) => response.end('metrics'),
    measure: () => undefined,
  });
  const service = await serve(app, '127.0.0.1', 0);
  onTestFinished(() => service.close());
  return async (
    path: string,
  ): Promise<{ status: number; type: string | null; body: Record<string, unknown> }> => {
    const response = await fetch(`http://127.0.0.1:${service.port}${path}`);
    const body = (await response.json()) as Record<string, unknown>;
    return { status: response.status, type: response.headers.get('content-type'), body };
  };
}

async function filledStore(): Promise<InMemoryEvidenceStore> {
  const store = new InMemoryEvidenceStore();
  const findings = ['$.a', '$.b', '$.c'].map(findingRow);
  const batch = { fates: [], endpoints: [], overflow: [], seeds: [], envoys: [], findings };
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

  test('is healthy while it is not ready, and says what it waits for', async () => {
    const get = await start();
    expect((await get('/healthz')).status).toBe(200);
    expect(await get('/readyz')).toMatchObject({ status: 503, body: { waitingFor: ['store'] } });
  });
});
