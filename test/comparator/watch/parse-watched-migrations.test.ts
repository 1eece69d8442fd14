import { describe, expect, test } from 'vitest';
import { parseWatchedMigrations } from '../../../comparator/watch/parse-watched-migrations.ts';
import { aRule } from '../../makers/rule.ts';

const orders = {
  name: 'orders-v2',
  halted: false,
  revision: 3,
  primary: { hosts: ['orders:8080'] },
  mirror: {
    percent: 5,
    key: { header: 'x-tenant-id' },
    safe: [{ method: 'POST', path: '/search' }],
    unsafe: [],
    timeoutMs: 2_000,
  },
  compare: {
    headers: ['Content-Type'],
    endpoints: ['GET /orders/{id}'],
    rules: [
      { path: '$.createdAt', reason: 'clocks' },
      { endpoint: 'GET /orders/{id}', path: '$.total', class: 'value' },
      { id: 'future', path: '$.id', class: 'a-class-of-next-year' },
    ],
    generated: [{ endpoint: 'POST /search', path: '$.results[].id', kind: 'product' }],
    clockSkewMs: 20,
  },
  cycle: { number: 3, startedAt: '2026-11-26T10:00:00Z', gaps: [] },
};

describe('the control plane’s list of migrations', () => {
  test.each([
    ['a list', [orders]],
    ['an object with a list', { migrations: [orders], total: 1 }],
  ])('is read as %s, unknown keys and all', (_, body) => {
    expect(parseWatchedMigrations(body)).toEqual({
      problems: [],
      notApplied: [expect.stringContaining('orders-v2: rule future is not applied')],
      migrations: [
        {
          name: 'orders-v2',
          keyed: true,
          safe: [{ method: 'POST', path: '/search' }],
          unsafe: [],
          headers: ['content-type'],
          endpoints: ['GET /orders/{id}'],
          rules: [
            aRule({ id: 'rule-1', path: '$.createdAt', owner: '', reason: 'clocks' }),
            aRule({
              id: 'rule-2',
              endpoint: 'GET /orders/{id}',
              path: '$.total',
              class: 'value',
              owner: '',
              reason: '',
            }),
          ],
          mapping: [],
          generated: [{ endpoint: 'POST /search', path: '$.results[].id', kind: 'product' }],
          clockSkewMs: 20,
          cycle: { number: 3, gaps: [] },
          mirrorTimeoutMs: 2_000,
          pairTimeoutMs: 5_000,
        },
      ],
    });
  });

  test('has defaults for what is not said', () => {
    expect(parseWatchedMigrations([{ name: 'm' }]).migrations).toEqual([
      {
        name: 'm',
        keyed: false,
        safe: [],
        unsafe: [],
        headers: [],
        endpoints: [],
        rules: [],
        mapping: [],
        generated: [],
        clockSkewMs: 100,
        cycle: { number: 1, gaps: [] },
        mirrorTimeoutMs: 5_000,
        pairTimeoutMs: 8_000,
      },
    ]);
  });

  test('leaves out and names what cannot be read, and watches the rest', () => {
    const wrong = { name: 'other', mirror: { timeoutMs: -1 } };
    const { migrations, problems } = parseWatchedMigrations([{ mirror: {} }, orders, wrong]);
    expect(migrations.map(({ name }) => name)).toEqual(['orders-v2']);
    expect(problems).toHaveLength(2);
    expect(problems[0]).toContain('migration 1 of the list');
  });

  test.each([[null], ['ok'], [{ items: [] }]])('is refused when it is %j', (body) => {
    expect(() => parseWatchedMigrations(body)).toThrow('UMBRA_CONTROL_PLANE_URL');
  });
});
