import { describe, expect, it } from 'vitest';
import type { MigrationDocumentInput } from '../../../../control-plane/migration/migration-document.ts';
import { httpServer } from '../../../makers/http-server.ts';
import { minimalDocument } from '../../../makers/migration.ts';
import { startApi } from '../../../makers/control-plane-api.ts';

const orders = '/v1/migrations/orders-v2';
const order = 'GET /orders/{id}';
const aRule = { path: '$.createdAt', owner: 'orders-team', reason: 'each database has its own clock' };

interface StandIn {
  /** By what is asked: `rules`, `rules/preview`, `report`. */
  readonly answers: Readonly<Record<string, unknown>>;
  readonly compare?: MigrationDocumentInput['compare'];
}

/** An API over a comparator that answers these, and remembers what it was sent. */
async function withComparator({ answers, compare }: StandIn) {
  const sent: unknown[] = [];
  const comparatorUrl = await httpServer((request, response) => {
    const answer = answers[(request.url ?? '').replace(`${orders}/`, '')];
    request.setEncoding('utf8').on('data', (text: string) => sent.push(JSON.parse(text)));
    request.on('end', () => {
      response
        .writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' })
        .end(JSON.stringify(answer ?? {}));
    });
  });
  const api = await startApi({ comparatorUrl });
  const body = minimalDocument(compare === undefined ? {} : { compare });
  expect((await api.call('PUT', orders, { body })).status).toBe(201);
  return { ...api, sent };
}

/** What the comparator says of a rule that it would take. */
const harmless = {
  rule: 'x',
  basis: 'exact',
  refused: false,
  reasons: [],
  overBroad: [],
  findings: [],
  pairs: 3,
  cleared: 3,
  coverage: [],
  sample: null,
};

const taking = { 'rules/preview': { rules: [harmless] } };

describe('a rule in the API', () => {
  it('is added, listed, kept in the document and the audit, and removed', async () => {
    const { call, sent } = await withComparator({ answers: taking });
    const added = await call('POST', `${orders}/rules`, { body: aRule });
    expect([added.status, added.headers.get('etag')]).toEqual([201, '"2"']);
    const { rule } = added.json as unknown as { rule: { id: string } };
    expect(rule).toMatchObject({ ...aRule, expect: 'ignore', force: false });
    expect(sent).toEqual([{ rules: [rule] }]);

    expect((await call('GET', orders)).json).toMatchObject({ compare: { rules: [rule] } });
    expect((await call('GET', `${orders}/rules`)).json).toMatchObject({ rules: [{ ...rule, use: null }] });

    expect((await call('DELETE', `${orders}/rules/${rule.id}`)).status).toBe(204);
    expect((await call('GET', `${orders}/rules`)).json).toMatchObject({ rules: [] });
    expect((await call('DELETE', `${orders}/rules/${rule.id}`)).status).toBe(404);
    expect((await call('GET', `${orders}/audit`)).json).toMatchObject({
      entries: [
        { action: 'removeRule', before: { compare: { rules: [rule] } }, after: { compare: { rules: [] } } },
        { action: 'addRule' },
        { action: 'putMigration' },
      ],
    });
  });

  it('is added once, however often it is sent', async () => {
    const { call } = await withComparator({ answers: taking });
    for (let time = 0; time < 3; time += 1) {
      const added = await call('POST', `${orders}/rules`, { body: aRule });
      expect([added.status, added.headers.get('etag')]).toEqual([201, '"2"']);
    }
  });

  it('is changed only by who knows the newest revision, where they say so', async () => {
    const { call } = await withComparator({ answers: taking });
    const headers = { 'if-match': '"7"' };
    expect((await call('POST', `${orders}/rules`, { body: aRule, headers })).status).toBe(412);
    await call('POST', `${orders}/rules`, { body: { ...aRule, id: 'clock' } });
    expect((await call('DELETE', `${orders}/rules/clock`, { headers })).status).toBe(412);
    expect((await call('DELETE', `${orders}/rules/clock`, { headers: { 'if-match': '"2"' } })).status).toBe(
      204,
    );
  });

  it('that would hide too much is refused with what it would hide, and taken by force', async () => {
    const reasons = [`path: $.**.a would hide 4 of 5 fields of ${order}, more than half`];
    const { call } = await withComparator({
      answers: { 'rules/preview': { rules: [{ ...harmless, refused: true, reasons }] } },
    });
    const body = { ...aRule, path: '$.**.a' };
    const refused = await call('POST', `${orders}/rules`, { body });
    expect(refused.status).toBe(422);
    expect(refused.json.errors).toMatchObject([
      { path: 'path', message: `$.**.a would hide 4 of 5 fields of ${order}, more than half` },
    ]);
    expect((await call('GET', `${orders}/rules`)).json).toMatchObject({ rules: [] });
    expect((await call('POST', `${orders}/rules`, { body: { ...body, force: true } })).status).toBe(201);
  });

  it('is not added while nobody can say what it would hide, unless by force', async () => {
    const { call } = await startApi();
    await call('PUT', orders, { body: minimalDocument() });
    const refused = await call('POST', `${orders}/rules`, { body: aRule });
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '2']);
    expect(refused.text).toContain('force: true');
    expect((await call('POST', `${orders}/rules`, { body: { ...aRule, force: true } })).status).toBe(201);
    expect((await call('GET', `${orders}/rules`)).json).toMatchObject({
      rules: [{ ...aRule, use: null }],
      problem: expect.stringContaining('cannot be reached') as unknown,
    });
  });

  it('names an endpoint that is declared or was seen', async () => {
    const report = { endpoints: [{ endpoint: order }] };
    const { call } = await withComparator({ answers: { ...taking, report } });
    const refused = await call('POST', `${orders}/rules`, {
      body: { ...aRule, endpoint: 'GET /order/{id}' },
    });
    expect(refused.status).toBe(422);
    expect(refused.json.errors).toMatchObject([
      { path: 'endpoint', remedy: `Did you mean ${order}? Otherwise declare it in compare.endpoints.` },
    ]);
    expect((await call('POST', `${orders}/rules`, { body: { ...aRule, endpoint: order } })).status).toBe(201);
  });

  // The store's clock stands at 1970.
  it.each<[string, object, number, string]>([
    ['no owner', { path: '$.a', reason: 'b' }, 422, 'owner'],
    ['a date that is past', { ...aRule, expires: '1969-07-20' }, 422, 'compare.rules[0].expires'],
    ['every status', { ...aRule, path: 'status' }, 422, 'path'],
    ['an unknown key', { ...aRule, expires_at: 'never' }, 422, 'expires_at'],
    ['a contradiction', { ...aRule, path: '$.b', expect: { renamedFrom: '$.b' } }, 422, 'path'],
  ])('with %s is answered', async (_, body, status, path) => {
    const { call } = await withComparator({ answers: taking });
    const answer = await call('POST', `${orders}/rules`, { body });
    expect(answer.status).toBe(status);
    expect(answer.json.errors.map((problem) => problem.path)).toContain(path);
  });

  it('that contradicts another one is refused with the place of both', async () => {
    const { call } = await withComparator({ answers: taking });
    await call('POST', `${orders}/rules`, { body: aRule });
    const body = { ...aRule, expect: { tolerance: { timeMs: 5 } } };
    const refused = await call('POST', `${orders}/rules`, { body });
    expect(refused.status).toBe(422);
    expect(refused.json.errors).toMatchObject([{ path: 'compare.rules[1].expect' }]);
  });
});

describe('the use of rules', () => {
  it('is that of the comparator, rule by rule', async () => {
    const rules = [
      { ...aRule, id: 'clock' },
      { ...aRule, id: 'new', path: '$.b' },
    ];
    const use = { hits: 7, lastHit: '2026-11-26T08:00:00.000Z', standing: 'active' };
    const { call } = await withComparator({
      answers: { rules: { rules: [{ id: 'clock', owner: 'x', reason: 'y', expires: null, ...use }] } },
      compare: { rules },
    });
    expect((await call('GET', `${orders}/rules`)).json).toMatchObject({
      rules: [
        { id: 'clock', use },
        { id: 'new', use: null },
      ],
    });
  });

  it('is unknown where the comparator does not make sense', async () => {
    const { call } = await withComparator({ answers: { rules: { rules: [{ id: 1 }] } } });
    expect((await call('GET', `${orders}/rules`)).json).toMatchObject({
      rules: [],
      problem: expect.stringContaining('not understood') as unknown,
    });
  });
});

describe('a preview of rules', () => {
  it("is the comparator's answer, to rules that nobody has to own", async () => {
    const { call, sent } = await withComparator({ answers: taking });
    const answer = await call('POST', `${orders}/rules/preview`, { body: { rules: [{ path: '$.**' }] } });
    expect([answer.status, answer.json]).toEqual([200, taking['rules/preview']]);
    expect(sent).toMatchObject([{ rules: [{ path: '$.**', force: false, expect: 'ignore' }] }]);
  });

  it.each([
    ['no rules', { rules: [] }, 'rules'],
    ['a rule that is none', { rules: [{ path: 'a' }] }, 'rules[0].path'],
    [
      'a rule that means nothing',
      { rules: [{ path: 'status', expect: { unordered: {} } }] },
      'rules[0].expect',
    ],
  ])('of %s is refused', async (_, body, path) => {
    const { call } = await withComparator({ answers: taking });
    const refused = await call('POST', `${orders}/rules/preview`, { body });
    expect([refused.status, refused.json.errors.map((problem) => problem.path)]).toEqual([422, [path]]);
  });
});

describe('endpoints that a document names', () => {
  const declared = { endpoints: [order], rules: [{ ...aRule, endpoint: 'GET /orders/{order}' }] };

  it('are refused where they are neither declared nor seen, with the nearest', async () => {
    const { call } = await withComparator({
      answers: { report: { endpoints: [{ endpoint: 'GET /carts' }] } },
    });
    for (const [method, path] of [
      ['PUT', orders],
      ['POST', '/v1/migrations:validate'],
    ] as const) {
      const refused = await call(method, path, { body: minimalDocument({ compare: declared }) });
      expect([refused.status, refused.json.errors]).toMatchObject([
        422,
        [{ path: 'compare.rules[0].endpoint', remedy: expect.stringContaining(order) as unknown }],
      ]);
    }
  });

  it.each<[string, Record<string, unknown>, NonNullable<MigrationDocumentInput['compare']>]>([
    ['were seen', { report: { endpoints: [{ endpoint: 'GET /orders/{order}' }] } }, declared],
    ['cannot be known', {}, declared],
    ['are all to be learned', { report: { endpoints: [] } }, { rules: declared.rules }],
  ])('are taken where they %s', async (_, answers, compare) => {
    const { call } = await withComparator({ answers });
    expect((await call('PUT', orders, { body: minimalDocument({ compare }) })).status).toBe(200);
  });
});

describe('rules that a document adds', () => {
  const what = `4 of the 5 fields of ${order}`;
  const broad = { ...aRule, id: 'broad', path: '$.**.a' };
  const saysSo = {
    ...harmless,
    rule: 'broad',
    refused: true,
    reasons: [`path: hides ${what}`],
    overBroad: [what],
  };
  const tooMuch = { 'rules/preview': { rules: [{ ...harmless, rule: 'clock' }, saysSo] } };
  const rules = [{ ...aRule, id: 'clock' }, broad];
  const put = (...given: NonNullable<NonNullable<MigrationDocumentInput['compare']>['rules']>) => ({
    body: minimalDocument({ compare: { rules: given } }),
  });

  it.each([
    ['PUT', orders],
    ['POST', '/v1/migrations:validate'],
  ])(
    'are refused by %s %s where they would hide too much, with what, and taken by force',
    async (method, path) => {
      const { call, sent } = await withComparator({ answers: tooMuch });
      const refused = await call(method, path, put(...rules));
      expect([refused.status, refused.json.errors]).toEqual([
        422,
        [
          {
            path: 'compare.rules[1].path',
            message: `compare.rules[1].path is $.**.a: the rule would hide ${what}`,
            remedy: expect.stringContaining('force: true') as unknown,
          },
        ],
      ]);
      expect(sent).toMatchObject([{ rules: [{ id: 'clock' }, { id: 'broad' }] }]);
      expect((await call('GET', orders)).json).toMatchObject({ compare: { rules: [] } });
      expect((await call(method, path, put({ ...broad, force: true }))).status).toBe(200);
    },
  );

  it('are asked about once: not again when they stay, nor with another owner, but when they hide something else', async () => {
    const answers: Record<string, unknown> = { ...taking };
    const { call, sent } = await withComparator({ answers });
    expect((await call('PUT', orders, put(broad))).status).toBe(200);
    Object.assign(answers, tooMuch);
    for (const same of [broad, { ...broad, owner: 'another', expires: '2999-01-01' }])
      expect((await call('PUT', orders, put(same))).status).toBe(200);
    expect(sent).toHaveLength(1);
    for (const other of [
      { ...broad, path: '$.**.b' },
      { ...broad, endpoint: order },
    ])
      expect((await call('PUT', orders, put(other))).status).toBe(422);
    const tolerant = { ...broad, expect: { tolerance: { timeMs: 5 } } };
    expect((await call('PUT', orders, put(tolerant))).status).toBe(200);
    expect(sent).toHaveLength(3);
  });

  it('are looked at all, twenty at a time', async () => {
    const many = Array.from({ length: 41 }, (_, index) => ({
      ...aRule,
      id: `rule-${index}`,
      path: `$.f${index}`,
    }));
    const last = { ...saysSo, rule: 'rule-40' };
    const { call, sent } = await withComparator({ answers: { 'rules/preview': { rules: [last] } } });
    const refused = await call('PUT', orders, put(...many));
    expect(refused.json.errors.map((problem) => problem.path)).toEqual(['compare.rules[40].path']);
    expect(sent.map((body) => (body as { rules: unknown[] }).rules.length)).toEqual([20, 20, 1]);
  });

  it('are taken where the comparator does not make sense, or is away', async () => {
    const senseless = await withComparator({ answers: { 'rules/preview': { rules: 'none' } } });
    expect((await senseless.call('PUT', orders, put(...rules))).status).toBe(200);
    const { call } = await startApi();
    expect((await call('PUT', orders, put(...rules))).status).toBe(201);
  });
});

describe('a rule that has expired', () => {
  it('may stay in a document, and not come into one', async () => {
    const { call, store } = await withComparator({ answers: {} });
    // The store's clock stands at 1970.
    const expired = { ...aRule, id: 'clock', expires: '1969-07-20' };
    const body = minimalDocument({ compare: { rules: [expired] } });
    const refused = await call('PUT', orders, { body });
    expect(refused.json.errors).toMatchObject([{ path: 'compare.rules[0].expires' }]);

    const [stored] = await store.list();
    if (stored === undefined) throw new Error('no migration');
    const rule = { ...expired, endpoint: undefined, class: undefined, when: undefined, force: false };
    const { migration, halted, cycle } = stored;
    const kept = {
      ...migration,
      compare: { ...migration.compare, rules: [{ ...rule, expect: 'ignore' as const }] },
    };
    await store.change({ who: 'x', correlationId: 'y', action: 'z' }, () => ({
      kind: 'save',
      migration: kept,
      halted,
      cycle,
    }));
    expect((await call('PUT', orders, { body: { ...body, mirror: { percent: 5 } } })).status).toBe(200);
  });
});
