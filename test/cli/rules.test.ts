import { describe, expect, test } from 'vitest';
import { finding, report, status } from '../makers/api-answers.ts';
import { umbra } from '../makers/cli-run.ts';
import { standInApi } from '../makers/stand-in-api.ts';

const rule = {
  id: 'order-clock',
  path: '$.createdAt',
  expect: 'ignore',
  owner: 'orders-team',
  reason: 'each database has its own clock',
  force: false,
};

const cycle = {
  number: 2,
  startedAt: '2026-11-26T08:00:00.000Z',
  gaps: [
    { reason: 'halted', from: '2026-11-26T08:10:00.000Z', to: '2026-11-26T08:11:00.000Z' },
    { reason: 'writes-not-mirrored', from: '2026-11-26T08:20:00.000Z', to: null },
  ],
};

describe('rules', () => {
  test('are listed with what each hid', async () => {
    const use = { hits: 1234, lastHit: '2026-11-26T08:00:00.000Z', standing: 'active' };
    const other = {
      ...rule,
      id: 'price',
      endpoint: 'GET /a',
      when: { status: 200 },
      class: 'value',
      expect: { tolerance: { absolute: '0.01' } },
      expires: '2026-01-31',
      use: { hits: 0, lastHit: null, standing: 'expired' },
    };
    const api = await standInApi(() => ({ body: { rules: [{ ...rule, use }, other] } }));
    const { out, exitCode } = await umbra(['rules', 'orders-v2', '--api', api.url]);
    expect(exitCode).toBe(0);
    expect(api.seen).toMatchObject([{ method: 'GET', url: '/v1/migrations/orders-v2/rules' }]);
    expect(out).toMatch(
      /│ order-clock │ every endpoint +│ \$\.createdAt │ any +│ ignore .*│ +1,234 │ 2026-11-26/,
    );
    expect(out).toMatch(
      /│ price +│ GET \/a, where the status is 200 │ .* │ value │ \{"tolerance":\{"absolute":"0\.01"\}\} │ .* │ 2026-01-31 │ +0 │ never +│ expired/,
    );
  });

  test('are listed without their use while the comparator is away', async () => {
    const body = { rules: [{ ...rule, use: null }], problem: 'the comparator is away' };
    const api = await standInApi(() => ({ body }));
    const { out } = await umbra(['rules', 'orders-v2', '--api', api.url]);
    expect(out).toContain('What they hid is not known: the comparator is away.');
  });

  test('are added as they are said', async () => {
    const api = await standInApi(() => ({ status: 201, body: { rule, revision: 3 } }));
    const said = ['--path', '$.createdAt', '--owner', 'orders-team', '--reason', 'own clock', '--force'];
    const more = ['--endpoint', 'GET /a', '--class', 'value', '--status', '200', '--expires', '2027-01-31'];
    const expected = ['--id', 'clock', '--expect', '{ tolerance: { timeMs: 5 } }'];
    const run = await umbra(['rules', 'add', 'orders-v2', ...said, ...more, ...expected, '--api', api.url]);
    expect(run).toMatchObject({
      exitCode: 0,
      out: 'Rule order-clock is added. A new epoch begins; the report is recomputed.',
    });
    expect(api.seen).toEqual([
      {
        method: 'POST',
        url: '/v1/migrations/orders-v2/rules',
        body: {
          id: 'clock',
          path: '$.createdAt',
          endpoint: 'GET /a',
          class: 'value',
          when: { status: 200 },
          expect: { tolerance: { timeMs: 5 } },
          expires: '2027-01-31',
          owner: 'orders-team',
          reason: 'own clock',
          force: true,
        },
      },
    ]);
  });

  test('that are refused end with 2, with what they would hide', async () => {
    const api = await standInApi(() => ({
      status: 422,
      body: {
        title: 'Unprocessable Entity',
        status: 422,
        detail: 'The rule was refused; nothing was changed.',
        errors: [{ path: 'path', message: 'it would hide 4 of 5 fields', remedy: 'Write force: true.' }],
      },
    }));
    const said = ['--path', '$.**', '--owner', 'a', '--reason', 'b'];
    const run = await umbra(['rules', 'add', 'orders-v2', ...said, '--api', api.url]);
    expect(run.exitCode).toBe(2);
    expect(run.err).toContain('path: it would hide 4 of 5 fields\n    Write force: true.');
  });

  test.each([
    ['no owner', ['add', 'orders-v2', '--path', '$.a', '--reason', 'b'], '--owner'],
    ['no path', ['preview', 'orders-v2'], '--path'],
    [
      'an expectation that is none',
      ['preview', 'orders-v2', '--path', '$.a', '--expect', '{ a: '],
      '--expect',
    ],
    ['no migration', [], 'Name a migration'],
  ])('with %s are wrong usage', async (_, args, says) => {
    const run = await umbra(['rules', ...args]);
    expect(run.exitCode).toBe(2);
    expect(run.err).toContain(says);
  });

  test('are previewed', async () => {
    const preview = {
      rule: 'x',
      basis: 'exact',
      refused: true,
      reasons: ['path: $.** would hide 4 of 5 fields of GET /a, more than half'],
      findings: [{ id: 'f', endpoint: 'GET /a', path: '$.b', class: 'value', pairs: 1200 }],
      pairs: 1200,
      cleared: 1100,
    };
    const api = await standInApi(() => ({ body: { rules: [preview] } }));
    const { out } = await umbra(['rules', 'preview', 'orders-v2', '--path', '$.**', '--api', api.url]);
    expect(api.seen).toEqual([
      {
        method: 'POST',
        url: '/v1/migrations/orders-v2/rules/preview',
        body: { rules: [{ path: '$.**', expect: 'ignore' }] },
      },
    ]);
    expect(out).toMatch(/│ value │ GET \/a +│ \$\.b +│ +1,200 │/);
    expect(out).toContain('1,200 pairs show that, and 1,100 of them would show nothing any more.');
    expect(out).toContain('IT WOULD BE REFUSED, unless with --force:\n  path: $.** would hide 4 of 5 fields');
  });

  test('are removed by their id', async () => {
    const api = await standInApi(() => ({ body: '' }));
    const run = await umbra(['rules', 'remove', 'orders-v2', 'order/clock', '--api', api.url]);
    expect(run).toMatchObject({ exitCode: 0, out: 'Rule order/clock is removed.' });
    expect(api.seen).toMatchObject([
      { method: 'DELETE', url: '/v1/migrations/orders-v2/rules/order%2Fclock' },
    ]);
  });
});

describe('a data cycle', () => {
  test('begins when the shadow was reset', async () => {
    const body = { name: 'orders-v2', cycle: { ...cycle, gaps: [] }, revision: 4 };
    const api = await standInApi(() => ({ body }));
    const { out } = await umbra(['cycle', 'orders-v2', '--api', api.url]);
    expect(api.seen).toMatchObject([{ method: 'POST', url: '/v1/migrations/orders-v2/cycle' }]);
    expect(out).toBe(
      'orders-v2:\ndata cycle 2, since 2026-11-26 08:00:00 UTC: the shadow was sent every write',
    );
  });

  test('is in the status, with its gaps and what to do', async () => {
    const api = await standInApi(() => ({ body: status({ cycle }) }));
    const { out } = await umbra(['status', 'orders-v2', '--api', api.url]);
    expect(out).toContain('  data cycle 2, since 2026-11-26 08:00:00 UTC: PARTIAL, the shadow missed writes');
    expect(out).toContain('2026-11-26 08:10:00 UTC to 2026-11-26 08:11:00 UTC: the mirror was halted');
    expect(out).toContain('2026-11-26 08:20:00 UTC to now: not every write was mirrored');
    expect(out).toContain('`umbra cycle orders-v2`');
  });
});

describe('a report', () => {
  const place = { endpoint: 'GET /a', path: '$.b', class: 'value' };

  test('says what is accounted for, what the control showed, and which epoch it is', async () => {
    const body = report({
      findings: [finding({ class: 'generated' })],
      expected: [
        { ...place, by: { kind: 'rule', rule: 'order-clock' }, count: 1200 },
        { ...place, by: { kind: 'mapping', step: 0 }, count: 30 },
        { ...place, by: { kind: 'generated' }, count: 4 },
        { ...place, by: { kind: 'clock' }, count: 1 },
      ],
      noise: { controlled: 1990, findings: 2 },
      epoch: {
        id: 'e1',
        dataCycle: 3,
        builds: { primary: null, shadow: '2.0' },
        startedAt: '2026-11-26T08:00:00.000Z',
        recomputed: 'estimate',
      },
    });
    const api = await standInApi(() => ({ body }));
    const { out } = await umbra(['report', 'orders-v2', '--api', api.url]);
    expect(out).toContain('1,235 differences are accounted for, and are no findings:');
    expect(out).toMatch(/│ rule order-clock +│ value │ GET \/a +│ \$\.b +│ +1,200 │/);
    expect(out).toMatch(/│ mapping step 1 +│/);
    expect(out).toMatch(/│ ids given out by each side │/);
    expect(out).toMatch(/│ each side's own clock +│/);
    expect(out).toContain('The control answered in 1,990 pairs, and showed 2 kinds of difference too');
    expect(out).toContain(
      'Epoch e1: since 2026-11-26 08:00:00 UTC, on data cycle 3, builds not named (primary) and 2.0 (shadow), and an estimate of what was found',
    );
    expect(out).toContain('generated: an id that each side gives out for itself');
  });

  test('of hidden findings is no alarm', async () => {
    const api = await standInApi(() => ({ body: { findings: [finding()] } }));
    const run = await umbra(['findings', 'orders-v2', '--hidden', '--api', api.url]);
    expect(run.exitCode).toBe(0);
    expect(run.out).toContain('Hidden by rules:');
    expect(api.seen[0]?.url).toContain('hidden=true');
  });
});
