import { describe, expect, test } from 'vitest';
import type { Ledger } from '../../cli/api/answers.ts';
import { finding, ledger, mirrorState, report, status } from '../makers/api-answers.ts';
import { umbra } from '../makers/cli-run.ts';
import { standInApi } from '../makers/stand-in-api.ts';

describe('report', () => {
  test.each([
    ['differences-found', 1, 'orders-v2: DIFFERENCES FOUND'],
    ['no-differences-found', 0, 'orders-v2: no differences found in what was compared'],
    ['no-evidence', 5, 'orders-v2: NO EVIDENCE: no pair has been compared yet'],
  ] as const)('%s ends with %i', async (outcome, exitCode, headline) => {
    const api = await standInApi(() => ({ body: report({ outcome }) }));
    const run = await umbra(['report', 'orders-v2', '--api', api.url]);
    expect(run).toMatchObject({ exitCode, err: '' });
    expect(run.out).toContain(headline);
    expect(api.seen).toEqual([{ method: 'GET', url: '/v1/migrations/orders-v2/report', body: undefined }]);
  });

  test('shows numbers, endpoints, findings and the ledger', async () => {
    const api = await standInApi(() => ({ body: report() }));
    const { out } = await umbra(['report', 'orders-v2', '--api', api.url]);
    expect(out).toContain('1,998 pairs compared: 764 identical, 1,234 differing.');
    expect(out).toMatch(/│ GET \/orders\/\{id\} │ +1,998 │ +1,234 │/);
    expect(out).toMatch(
      /│ truncation │ GET \/orders\/\{id\} │ \$\.note │ 1,234 │ +3 │ string of 48 → string of 32 │/,
    );
    expect(out).toContain('Captured 2,000 mirrored requests, 1 of them still in flight.');
  });
});

describe('findings', () => {
  test('ends with 1 when there are any, 0 when there are none', async () => {
    const some = await standInApi(() => ({ body: { findings: [finding()] } }));
    expect(await umbra(['findings', 'orders-v2', '--api', some.url])).toMatchObject({ exitCode: 1 });
    const none = await standInApi(() => ({ body: { findings: [] } }));
    expect(await umbra(['findings', 'orders-v2', '--api', none.url])).toMatchObject({
      exitCode: 0,
      out: 'No findings.',
    });
  });

  test('passes its filters on, and says when there are more', async () => {
    const api = await standInApi(() => ({ body: { findings: [finding()], nextCursor: 'abc' } }));
    const filters = [
      '--endpoint',
      'GET /orders/{id}',
      '--class',
      'truncation',
      '--limit',
      '1',
      '--cursor',
      'xyz',
    ];
    const { out } = await umbra(['findings', 'orders-v2', ...filters, '--api', api.url]);
    expect(out).toContain('There are more: --cursor abc');
    const { searchParams } = new URL(api.seen[0]?.url ?? '', api.url);
    expect(Object.fromEntries(searchParams)).toEqual({
      endpoint: 'GET /orders/{id}',
      class: 'truncation',
      limit: '1',
      cursor: 'xyz',
    });
  });

  test.each([
    [
      { type: 'number', length: 6, scale: 4 },
      { type: 'number', length: 4, scale: 2 },
      'number of 6 digits, 4 after the point → number of 4 digits, 2 after the point',
    ],
    [{ type: 'status', literal: '201' }, { type: 'status', literal: '500' }, 'status 201 → status 500'],
    [{ type: 'string', length: 3 }, { type: 'absent' }, 'string of 3 → absent'],
  ])('shows the shapes %j and %j', async (primary, shadow, shown) => {
    const api = await standInApi(() => ({
      body: { findings: [finding({ exemplars: [{ primary, shadow }] })] },
    }));
    expect((await umbra(['findings', 'orders-v2', '--api', api.url])).out).toContain(shown);
  });
});

describe('ledger', () => {
  test('shows fates that happened, with their share', async () => {
    const api = await standInApi(() => ({ body: ledger() }));
    const { out, exitCode } = await umbra(['ledger', 'orders-v2', '--api', api.url]);
    expect(exitCode).toBe(0);
    expect(out).toMatch(/│ compared │ +1,998 │ 99\.9 % +│/);
    expect(out).toMatch(/│ late +│ +1 │ 0\.05 % +│/);
    expect(out).not.toContain('raced');
    expect(out).toContain('The ledger balances');
  });

  test('shouts when it does not balance', async () => {
    const api = await standInApi(() => ({ body: ledger({ balanced: false }) }));
    expect((await umbra(['ledger', 'orders-v2', '--api', api.url])).out).toContain(
      'THE LEDGER DOES NOT BALANCE',
    );
  });

  test.each<[string, Partial<Ledger['envoy']>, string]>([
    ['that Envoy agrees', {}, "Envoy's own counters agree: 2,000 captured, 2,000 mirrored."],
    [
      'that it does not, and on what',
      { state: 'disagrees', disagreements: [{ equation: 'mirrored', requests: 5 }] },
      'THE LEDGER DISAGREES WITH ENVOY: mirrored by 5 requests.',
    ],
    ['that no Envoy has reported', { state: 'not-reconciled', lastHeard: null }, 'Not reconciled: no Envoy'],
    [
      'that one of several does not report',
      { state: 'not-reconciled', unreported: 17 },
      'Not reconciled: 17 requests are of Envoys that do not report.',
    ],
    [
      'what an Envoy may have taken along that was killed',
      { ended: { envoys: 1, atMost: 45 } },
      '2,000 mirrored. 1 Envoy ended without a last report: about 45 requests more may be lost.',
    ],
  ])('says %s', async (_, envoy, line) => {
    const api = await standInApi(() => ({ body: ledger({ envoy: { ...ledger().envoy, ...envoy } }) }));
    expect((await umbra(['ledger', 'orders-v2', '--api', api.url])).out).toContain(line);
  });

  test('never rounds a share up to all or down to nothing', async () => {
    const body = ledger({ captured: 1_000_000, fates: { compared: 999_999, late: 1 } });
    const { out } = await umbra(['ledger', 'orders-v2', '--api', (await standInApi(() => ({ body }))).url]);
    expect(out).toContain('> 99.99 %');
    expect(out).toContain('< 0.01 %');
  });
});

describe('status', () => {
  test('shows what was asked for beside what is confirmed', async () => {
    const body = status({ mirror: mirrorState({ percent: 50 }), confirmed: mirrorState({ percent: 25 }) });
    const { out } = await umbra(['status', 'orders-v2', '--api', (await standInApi(() => ({ body }))).url]);
    expect(out).toContain('asked for  50 % of safe requests, writes: all');
    expect(out).toContain('confirmed  25 % of safe requests, writes: all');
    expect(out).toMatch(/│ envoy-1 │ yes +│ 25 % of safe requests, writes: all │ acknowledged +│/);
  });

  test.each([
    [status({ confirmed: null, envoys: [] }), 'confirmed  nothing: no Envoy is connected'],
    [status({ confirmed: null }), 'confirmed  nothing: the connected Envoys do not agree yet'],
    [status({ mirror: mirrorState({ halted: true }) }), 'asked for  halted: nothing is mirrored'],
  ])('says it in words (%#)', async (body, words) => {
    expect(
      (await umbra(['status', 'orders-v2', '--api', (await standInApi(() => ({ body }))).url])).out,
    ).toContain(words);
  });

  test.each([
    [{ route: { sent: 'v3', acknowledged: 'v2' } }, 'not acknowledged yet: route'],
    [
      { route: { sent: 'v3', acknowledged: 'v2', rejected: { version: 'v3', reason: 'no such cluster' } } },
      'route v3 rejected: no such cluster',
    ],
  ])('shows what an Envoy makes of its configuration (%#)', async (config, words) => {
    const body = status({ envoys: [{ node: 'envoy-1', connected: true, config, confirmed: null }] });
    expect(
      (await umbra(['status', 'orders-v2', '--api', (await standInApi(() => ({ body }))).url])).out,
    ).toContain(words);
  });
});

test('--json prints the answer as it came, with the same exit code', async () => {
  const text = `{ "unknown": 1.50,\n ${JSON.stringify(report()).slice(1)}`;
  const api = await standInApi(() => ({ body: text }));
  expect(await umbra(['--json', 'report', 'orders-v2', '--api', api.url])).toEqual({
    exitCode: 1,
    out: text,
    err: '',
  });
});

test('a name is a name, whatever is in it', async () => {
  const api = await standInApi(() => ({ body: status() }));
  await umbra(['status', '../../admin?x', '--api', api.url]);
  expect(api.seen[0]?.url).toBe('/v1/migrations/..%2F..%2Fadmin%3Fx/status');
});

test('UMBRA_API names the API where --api does not', async () => {
  const api = await standInApi(() => ({ body: status() }));
  expect((await umbra(['status', 'orders-v2'], { UMBRA_API: `${api.url}/` })).exitCode).toBe(0);
});

test('status shows what may do the shadow or the control harm', async () => {
  const warnings = ['2 Envoys may have 256 requests at the control at once'];
  const api = await standInApi(() => ({ body: status({ warnings }) }));
  const { out } = await umbra(['status', 'orders-v2', '--api', api.url]);
  expect(out).toContain('Warning: 2 Envoys may have 256 requests at the control at once');
});

describe('list', () => {
  const orders = {
    name: 'orders-v2',
    listener: { host: '127.0.0.1', port: 10_000 },
    primary: { hosts: ['orders:8080'] },
    shadow: { hosts: ['orders-new:8080'] },
    mirror: { percent: 25, writes: 'all' },
    halted: false,
  };

  test('has a column for controls where there is one', async () => {
    const controlled = { ...orders, name: 'carts-v2', control: { hosts: ['carts-old:8080'] } };
    const api = await standInApi(() => ({ body: { migrations: [orders, controlled] } }));
    const { out } = await umbra(['list', '--api', api.url]);
    expect(out).toMatch(/│ control +│/);
    expect(out).toMatch(/carts-v2 .*│ carts-old:8080 │/);
    expect(out).toMatch(/orders-v2 .*│ - +│/);
  });

  test('has none where there is none', async () => {
    const api = await standInApi(() => ({ body: { migrations: [orders] } }));
    const { out } = await umbra(['list', '--api', api.url]);
    expect(out).not.toContain('control');
  });
});
