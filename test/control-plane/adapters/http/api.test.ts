import { describe, expect, it } from 'vitest';
import { minimalDocument } from '../../../makers/migration.ts';
import { startApi } from '../../../makers/control-plane-api.ts';
import { until } from '../../../makers/until.ts';

const anyText: unknown = expect.any(String);
const anyNumber: unknown = expect.any(Number);
const aSentence: unknown = expect.stringMatching(/\w.*[.]$/);

const orders = '/v1/migrations/orders-v2';

async function withMigration(document = minimalDocument()) {
  const api = await startApi();
  expect((await api.call('PUT', orders, { body: document })).status).toBe(201);
  return api;
}

describe('a migration in the API', () => {
  it('is created by PUT, read back by GET, and PUT again as it was read without a new revision', async () => {
    const { call } = await startApi();
    const created = await call('PUT', orders, { body: minimalDocument() });
    expect([created.status, created.headers.get('etag'), created.headers.get('location')]).toEqual([
      201,
      '"1"',
      orders,
    ]);
    const read = await call('GET', orders);
    const again = await call('PUT', orders, { body: read.json });
    expect([again.status, again.headers.get('etag')]).toEqual([200, '"1"']);
    expect(again.json).toEqual(read.json);
  });

  it('is taken as YAML', async () => {
    const { call } = await startApi();
    const text =
      'name: orders-v2\nprimary: { hosts: [localhost:1] }\nshadow: { hosts: [localhost:2] }\nmirror: { percent: 12.5 }\n';
    const answer = await call('PUT', orders, { raw: { type: 'application/yaml', text } });
    expect(answer.json).toMatchObject({ mirror: { percent: 12.5 } });
  });

  it('is listed with its halt and revision, and answered 304 to who has the list already', async () => {
    const { call } = await withMigration();
    const list = await call('GET', '/v1/migrations');
    expect(list.json).toMatchObject({
      migrations: [{ name: 'orders-v2', halted: false, revision: 1, mirror: { percent: 0 } }],
    });
    const etag = list.headers.get('etag') ?? '';
    expect((await call('GET', '/v1/migrations', { headers: { 'if-none-match': etag } })).status).toBe(304);
    await call('POST', `${orders}/halt`);
    const changed = await call('GET', '/v1/migrations', { headers: { 'if-none-match': etag } });
    expect(changed.json).toMatchObject({ migrations: [{ halted: true, revision: 2 }] });
  });

  it('is gone after DELETE, and then not found', async () => {
    const { call } = await withMigration();
    expect((await call('DELETE', orders)).status).toBe(204);
    expect((await call('DELETE', orders)).status).toBe(404);
    expect((await call('GET', orders)).status).toBe(404);
    expect((await call('GET', `${orders}/audit`)).json).toMatchObject({
      entries: [{ action: 'deleteMigration' }, { action: 'putMigration' }],
    });
  });

  it('is validated without being stored', async () => {
    const { call } = await startApi();
    expect((await call('POST', '/v1/migrations:validate', { body: minimalDocument() })).status).toBe(200);
    expect((await call('POST', '/v1/migrations:validate', { body: {} })).status).toBe(422);
    expect((await call('GET', '/v1/migrations')).json).toEqual({ migrations: [] });
  });

  it('is changed only by who knows its newest revision, where they say so', async () => {
    const { call } = await withMigration();
    const body = minimalDocument({ mirror: { percent: 1 } });
    expect((await call('PUT', orders, { body, headers: { 'if-match': '"7"' } })).status).toBe(412);
    expect((await call('PUT', orders, { body, headers: { 'if-match': 'W/"1"' } })).status).toBe(412);
    expect((await call('PUT', orders, { body, headers: { 'if-none-match': '*' } })).status).toBe(412);
    expect(
      (await call('PATCH', `${orders}/mirror`, { body: { percent: 3 }, headers: { 'if-match': '"7"' } }))
        .status,
    ).toBe(412);
    expect((await call('DELETE', orders, { headers: { 'if-match': '"7"' } })).status).toBe(412);
    expect((await call('GET', orders)).headers.get('etag')).toBe('"1"');
    expect((await call('PUT', orders, { body, headers: { 'if-match': '"1"' } })).status).toBe(200);
  });
});

describe('the mirror in the API', () => {
  it('takes a percent, or writes, and leaves the rest', async () => {
    const { call } = await withMigration(minimalDocument({ mirror: { key: { header: 'x-tenant-id' } } }));
    const changed = await call('PATCH', `${orders}/mirror`, { body: { percent: 25 } });
    expect(changed.json).toEqual({
      name: 'orders-v2',
      mirror: { percent: 25, writes: 'all', halted: false },
      revision: 2,
      stored: true,
    });
    const same = await call('PATCH', `${orders}/mirror`, { body: { percent: 25 } });
    expect(same.json).toEqual(changed.json);
    await call('PATCH', `${orders}/mirror`, { body: { writes: 'sampled' } });
    expect((await call('GET', `${orders}/status`)).json).toEqual({
      name: 'orders-v2',
      phase: 'mirroring',
      cycle: { number: 1, startedAt: new Date(0).toISOString(), gaps: [] },
      revision: 3,
      mirror: { percent: 25, writes: 'sampled', halted: false },
      confirmed: null,
      stored: true,
      envoys: [],
    });
  });

  it.each([
    [{ percent: 101 }, 'percent'],
    [{ percent: -1 }, 'percent'],
    [{ percent: '25%' }, 'percent'],
    [{ percent: null }, 'percent'],
    [{ percent: 12.345 }, 'percent'],
    [{ writes: 'some' }, 'writes'],
    [{ writes: 'sampled' }, 'mirror.writes'],
    [{ percnt: 5 }, 'percnt'],
    [{}, '(document)'],
    [[], '(document)'],
  ])('refuses %j, naming %s, and changes nothing', async (body, path) => {
    const { call } = await withMigration();
    const before = (await call('GET', '/v1/migrations')).text;
    const answer = await call('PATCH', `${orders}/mirror`, { body });
    expect(answer.status).toBe(422);
    expect(answer.json.errors[0]?.path).toBe(path);
    expect((await call('GET', '/v1/migrations')).text).toBe(before);
  });

  it('halts and resumes, each as often as asked with the effect of one', async () => {
    const { call } = await withMigration();
    const halts = [await call('POST', `${orders}/halt`), await call('POST', `${orders}/halt`)];
    for (const halt of halts) {
      expect([halt.status, halt.json.mirror.halted, halt.json.revision]).toEqual([200, true, 2]);
    }
    const resumes = [await call('POST', `${orders}/resume`), await call('POST', `${orders}/resume`)];
    for (const resumed of resumes) {
      expect([resumed.status, resumed.json.mirror.halted, resumed.json.revision]).toEqual([200, false, 3]);
    }
  });

  it('halts with the store away, says that it is not stored, and takes no other change', async () => {
    const { call, store, steering } = await withMigration();
    store.setReachable(false);
    const halted = await call('POST', `${orders}/halt`);
    expect([halted.status, halted.json.mirror.halted, halted.json.stored]).toEqual([202, true, false]);
    await steering.refresh();
    for (const [method, path, body] of [
      ['PATCH', '/mirror', { percent: 5 }],
      ['POST', '/resume', undefined],
      ['DELETE', '', undefined],
    ] as const) {
      const refused = await call(method, orders + path, { body });
      expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '2']);
    }
    expect((await call('GET', `${orders}/status`)).json).toMatchObject({ phase: 'held', stored: false });
    expect((await call('GET', '/readyz')).status).toBe(503);
    store.setReachable(true);
    await steering.refresh();
    expect((await call('GET', `${orders}/status`)).json).toMatchObject({ phase: 'held', stored: true });
  });
});

describe('every refusal is problem details, and nothing is changed', () => {
  const json = 'application/json';
  it.each([
    ['an unknown path', 'GET', '/nothing', undefined, 404],
    ['an unknown migration', 'GET', '/v1/migrations/none', undefined, 404],
    ['a halt of an unknown migration', 'POST', '/v1/migrations/none/halt', undefined, 404],
    ['a report of an unknown migration', 'GET', '/v1/migrations/none/report', undefined, 404],
    ['a broken escape', 'GET', '/v1/migrations/%ff', undefined, 400],
    ['a method that is not done here', 'POST', orders, undefined, 405],
    ['a body that is no JSON', 'PUT', orders, { type: json, text: '{"name": ' }, 400],
    ['a key that stands twice', 'PUT', orders, { type: json, text: '{"name": "a", "name": "b"}' }, 400],
    [
      'a bomb',
      'PUT',
      orders,
      { type: 'text/yaml', text: `a: &a [1]\nb: &b [${'*a,'.repeat(200)}]\nc: [${'*b,'.repeat(200)}]` },
      400,
    ],
    ['no body', 'PUT', orders, undefined, 415],
    ['an empty body', 'PUT', orders, { type: json, text: '' }, 422],
    ['a body of another type', 'PUT', orders, { type: 'text/plain', text: '{}' }, 415],
    ['a body of 10 MB', 'PUT', orders, { type: json, text: `"${'x'.repeat(10_000_000)}"` }, 413],
    ['no migration', 'PUT', orders, { type: json, text: '[]' }, 422],
    [
      'a migration of another name',
      'PUT',
      orders,
      { type: json, text: JSON.stringify({ ...minimalDocument(), name: 'other' }) },
      422,
    ],
    [
      'the primary as shadow',
      'PUT',
      orders,
      { type: json, text: JSON.stringify(minimalDocument({ shadow: { hosts: ['localhost:8081'] } })) },
      422,
    ],
    [
      'a percent of 101',
      'PUT',
      orders,
      { type: json, text: JSON.stringify(minimalDocument({ mirror: { percent: 101 } })) },
      422,
    ],
    [
      'a percent that is not a number',
      'PUT',
      orders,
      { type: 'text/yaml', text: 'name: orders-v2\nmirror: { percent: .nan }' },
      422,
    ],
    [
      'a duplicate listener',
      'PUT',
      '/v1/migrations/other',
      { type: json, text: JSON.stringify({ ...minimalDocument(), name: 'other' }) },
      409,
    ],
  ])('%s', async (_, method, path, raw, status) => {
    const { call } = await withMigration();
    const before = (await call('GET', '/v1/migrations')).text;
    const answer = await call(method, path, raw === undefined ? {} : { raw });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.json).toMatchObject({
      type: 'about:blank',
      status,
      title: anyText,
      detail: aSentence,
    });
    if (status === 422 || status === 409) {
      expect(answer.json.errors[0]).toEqual({
        path: anyText,
        message: anyText,
        remedy: anyText,
      });
    }
    if (status === 405) expect(answer.headers.get('allow')).toBe('GET, PUT, DELETE, HEAD');
    expect((await call('GET', '/v1/migrations')).text).toBe(before);
  });

  it('changes from a page of another origin', async () => {
    const { call } = await withMigration();
    expect((await call('POST', `${orders}/halt`, { headers: { origin: 'https://evil.test' } })).status).toBe(
      403,
    );
    expect((await call('POST', `${orders}/halt`, { headers: { origin: 'null' } })).status).toBe(403);
    expect((await call('GET', `${orders}/status`)).json.mirror.halted).toBe(false);
  });

  it('anything at all before the store was read', async () => {
    const { call } = await startApi({ read: false });
    expect((await call('GET', '/v1/migrations')).status).toBe(503);
    expect((await call('POST', `${orders}/halt`)).status).toBe(503);
    expect((await call('PUT', orders, { body: minimalDocument() })).status).toBe(503);
    expect((await call('GET', '/healthz')).status).toBe(200);
  });
});

describe('the log and the metrics', () => {
  it('carry the correlation id, tenant and migration of each request', async () => {
    const { call, lines } = await withMigration();
    const answer = await call('POST', `${orders}/halt`, {
      headers: { 'x-correlation-id': 'abc-1', 'x-tenant-id': 't9' },
    });
    expect(answer.headers.get('x-correlation-id')).toBe('abc-1');
    const line = lines.find(({ correlationId }) => correlationId === 'abc-1');
    expect(line).toMatchObject({
      tenantId: 't9',
      migration: 'orders-v2',
      status: 200,
      latencyMs: anyNumber,
    });
    const made = await call('GET', orders, { headers: { 'x-correlation-id': 'no spaces allowed' } });
    expect(made.headers.get('x-correlation-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('count requests by route, never by what stands in a path', async () => {
    const { call } = await withMigration();
    await call('GET', '/v1/migrations/some-name');
    const metrics = (await call('GET', '/metrics')).text;
    expect(metrics).toMatch(
      /umbra_http_requests_total\{.*route="\/v1\/migrations\/:name",status="404".*\} 1/,
    );
    expect(metrics).not.toContain('some-name');
  });
});

describe('a busy API', () => {
  const one = { running: 1, waiting: 0 };

  it('refuses one change too many, says when to come back, and still reads and halts', async () => {
    const { call, store } = await startApi({ ofEachLane: one });
    await call('PUT', orders, { body: minimalDocument() });
    const change = store.change.bind(store);
    let goOn = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    let asked = false;
    store.change = async (...parts) => {
      asked = true;
      await held;
      return change(...parts);
    };
    const first = call('PATCH', `${orders}/mirror`, { body: { percent: 1 } });
    await until('the first change is under way', () => asked);

    const refused = await call('PATCH', `${orders}/mirror`, { body: { percent: 2 } });
    expect([refused.status, refused.headers.get('retry-after'), refused.headers.get('content-type')]).toEqual(
      [503, '2', 'application/problem+json'],
    );
    expect((await call('GET', orders)).status).toBe(200);
    expect((await call('POST', `${orders}/halt`)).json).toMatchObject({ mirror: { halted: true } });
    expect((await call('GET', '/metrics')).text).toMatch(
      /umbra_http_requests_total\{[^}]*status="503"[^}]*\} 1/,
    );

    goOn();
    expect((await first).status).toBe(200);
    expect((await call('GET', orders)).json).toMatchObject({ mirror: { percent: 1 } });
  });
});
