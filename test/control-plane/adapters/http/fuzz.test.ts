import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { expect, onTestFinished, test, vi } from 'vitest';
import { minimalDocument } from '../../../makers/migration.ts';
import { startApi } from '../../../makers/control-plane-api.ts';
import { oddQuery, oddSegment } from '../../../makers/odd-requests.ts';
import { rawHttp, type RawAnswer, type RawRequest } from '../../../makers/raw-http.ts';

vi.setConfig({ testTimeout: 60_000 });

const valid = {
  ...minimalDocument(),
  routes: [{ pathPrefix: '/assets/', hosts: ['cdn:80'] }],
  mirror: { percent: 5, key: { header: 'x-tenant-id' }, exclude: [{ path: '/healthz' }] },
  compare: { rules: [{ path: '$.id', class: 'value', owner: 'orders', reason: 'generated' }] },
};

/** The valid document with one place in it replaced, removed, or joined by a key that does not belong there. */
const mutated = fc
  .tuple(
    fc.array(fc.nat(9), { minLength: 1, maxLength: 5 }),
    fc.oneof(
      fc.jsonValue({ maxDepth: 3 }),
      fc.constantFrom(null, -1, 1e300, 2 ** 53, '', '\0', '$'.repeat(5_000), [], {}, true),
    ),
    fc.constantFrom('replace', 'remove', 'add'),
    fc.constantFrom('__proto__', 'constructor', 'toString', 'precent', 'control', ''),
  )
  .map(([way, value, change, key]) => {
    const document = structuredClone(valid) as unknown as Record<string, unknown>;
    let place = document;
    let name = '';
    for (const step of way) {
      const names = Object.keys(place);
      name = names[step % names.length] ?? name;
      const inner = place[name];
      if (typeof inner !== 'object' || inner === null || Object.keys(inner).length === 0) break;
      place = inner as Record<string, unknown>;
    }
    // As own properties, which is what a JSON parser makes of them.
    if (change === 'add') Object.defineProperty(place, key, { value, enumerable: true, configurable: true });
    else if (change === 'remove') Reflect.deleteProperty(place, name);
    else place[name] = value;
    return JSON.stringify(document);
  });

const corpus = [
  '',
  '{',
  'null',
  '"text"',
  '[[[[[[[[',
  '{"name":"orders-v2","name":"orders-v3"}',
  '{"__proto__":{"polluted":true},"name":"orders-v2"}',
  '{"constructor":{"prototype":{"polluted":true}}}',
  `${'['.repeat(50_000)}${']'.repeat(50_000)}`,
  `{${'"a":{'.repeat(20_000)}`,
  `{${Array.from({ length: 20_000 }, (_, index) => `"key${index}":1`).join(',')}}`,
  `{"name":"${'x'.repeat(1_000_000)}"}`,
  `{"compare":{"rules":[${Array.from({ length: 2_000 }, () => '{"path":"$.a"}').join(',')}]}}`,
  'a: &a [*a, *a]',
  'a: *missing',
  'a: &a [x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]\nc: &c [*b, *b, *b, *b, *b, *b, *b, *b]\nd: [*c, *c, *c, *c, *c]',
  `a: &a [x]\n${Array.from({ length: 40 }, (_, index) => `b${index}: &b${index} [*a, *a, *a]`).join('\n')}`,
  '? {a: b}\n: c',
  '%YAML 9.9\n---\n!!js/function "x"',
  '--- a\n--- b',
  '\ufeff{"name":"orders-v2"}',
  '{"mirror":{"percent":1e999}}',
  '{"percent":50}',
  '{"percent":"50"}',
  '{"percent":50,"writes":"all","__proto__":{"halted":true}}',
];

const body = fc.oneof(
  { weight: 4, arbitrary: mutated.map((text) => Buffer.from(text)) },
  { weight: 2, arbitrary: fc.json({ maxDepth: 4 }).map((text) => Buffer.from(text)) },
  { weight: 2, arbitrary: fc.constantFrom(...corpus).map((text) => Buffer.from(text)) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 300 }).map((text) => Buffer.from(text)) },
);

const headers = fc.record(
  {
    'content-type': fc.constantFrom(
      'application/json',
      'application/json',
      'application/json',
      'application/yaml',
      'application/json; charset=utf-8',
      'application/json; charset=utf-16le',
      'application/json; charset=koi8-r',
      'application/json; charset=',
      'application/json; charset="',
      'application/merge-patch+json',
      'text/plain',
      'multipart/form-data',
      ';',
    ),
    'content-encoding': fc.constantFrom('gzip', 'br', 'identity', 'x'),
    'if-match': fc.constantFrom('*', '"1"', '"999999999999999999999"', 'W/"1"', '"', ',,,'),
    'if-none-match': fc.constantFrom('*', '"1"', '"', ','),
    'x-correlation-id': fc.constantFrom('a', 'x'.repeat(5_000), '${jndi:ldap://x}', '"}{"'),
    'x-tenant-id': fc.constantFrom('t', '\u00e9'),
    origin: fc.constantFrom('null', 'http://elsewhere.test', 'file://', '::'),
    expect: fc.constantFrom('100-continue', '200-ok'),
  },
  { requiredKeys: [] },
);

/** Every operation of the OpenAPI document, and some that it has not. */
async function describedOperations(call: Awaited<ReturnType<typeof startApi>>['call']) {
  const { paths } = (await call('GET', '/openapi.json')).json;
  const described = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({ method: method.toUpperCase(), path })),
  );
  return [
    ...described,
    { method: 'TRACE', path: '/v1/migrations/{name}' },
    { method: 'PUT', path: '/v1/{name}' },
  ];
}

function requestTo(operations: readonly { method: string; path: string }[]): fc.Arbitrary<RawRequest> {
  return fc
    .record({
      operation: fc.constantFrom(...operations),
      names: fc.tuple(oddSegment('orders-v2', 'other'), oddSegment('0123456789abcdef')),
      query: oddQuery('limit', 'cursor', 'endpoint', 'class'),
      headers,
      body: fc.option(body, { nil: undefined }),
    })
    .map(({ operation: { method, path }, names: [name, id], query, headers: given, body: sent }) => ({
      method,
      path: path.replace('{name}', name).replace('{id}', id) + query,
      headers: { ...given, 'content-length': String(sent?.length ?? 0) },
      ...(sent !== undefined && { body: sent }),
    }));
}

/** A comparator that takes whatever it is asked. */
async function startComparator(): Promise<string> {
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'application/json').end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A refusal is a small problem document that says the same status as the answer; HEAD has no body. */
function expectProblem({ status, type, body: sent }: RawAnswer): void {
  expect(type).toMatch(/^application\/problem\+json/);
  expect(sent.length).toBeLessThan(64 * 1_024);
  const problem = JSON.parse(sent.toString()) as Record<string, unknown>;
  expect(problem).toMatchObject({ type: 'about:blank', status });
  expect(problem['title']).toMatch(/\w/);
  expect(problem['detail']).toMatch(/\w/);
}

test.each([
  ['PUT', '/v1/migrations/orders-v2'],
  ['PATCH', '/v1/migrations/orders-v2/mirror'],
  ['POST', '/v1/migrations:validate'],
])('%s %s takes or refuses each body of the corpus, as JSON and as YAML', async (method, path) => {
  const { call, store, origin } = await startApi();
  const send = rawHttp(Number(new URL(origin).port));
  await call('PUT', '/v1/migrations/orders-v2', { body: valid });
  for (const text of corpus) {
    for (const type of ['application/json', 'application/yaml']) {
      const before = JSON.stringify(await store.list());
      const answer = await send({ method, path, headers: { 'content-type': type }, body: Buffer.from(text) });
      expect(answer.status, text.slice(0, 60)).toBeLessThan(500);
      if (answer.status < 400) continue;
      expectProblem(answer);
      expect(JSON.stringify(await store.list())).toBe(before);
    }
  }
});

test('whatever is sent to the API, it never fails, and refuses with a problem that changed nothing', async () => {
  const { call, store, origin } = await startApi({ comparatorUrl: await startComparator() });
  const operations = await describedOperations(call);
  const send = rawHttp(Number(new URL(origin).port));
  await call('PUT', '/v1/migrations/orders-v2', { body: valid });
  const stored = async (): Promise<string> => JSON.stringify(await store.list());

  await fc.assert(
    fc.asyncProperty(requestTo(operations), async (request) => {
      const before = await stored();
      const answer = await send(request);
      expect(answer.status).toBeLessThan(500);
      if (answer.status >= 400) {
        expectProblem(answer);
        expect(await stored()).toBe(before);
      }
      // A DELETE or a PUT may have been well-formed: every run begins with the same migration.
      else if ((await stored()) !== before) {
        expect(['PUT', 'PATCH', 'POST', 'DELETE']).toContain(request.method);
        await call('PUT', '/v1/migrations/orders-v2', { body: valid });
      }
    }),
    { numRuns: 1_500 },
  );

  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  expect((await call('GET', '/v1/migrations')).status).toBe(200);
});
