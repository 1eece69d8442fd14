import { describe, expect, test } from 'vitest';
import { parseWatchedMigrations } from '../../../comparator/watch/parse-watched-migrations.ts';
import { defaultGates } from '../../../comparator/verdict/gates.ts';
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
          controlled: false,
          controlOwnsDatabase: false,
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
          build: undefined,
          gates: defaultGates,
          configuration: expect.any(String) as string,
          generated: [{ endpoint: 'POST /search', path: '$.results[].id', kind: 'product' }],
          clockSkewMs: 20,
          cycle: { number: 3, gaps: [] },
          mirrorTimeoutMs: 2_000,
          pairTimeoutMs: 5_000,
        },
      ],
    });
  });

  test.each([
    [{ hosts: ['old:8080'], ownDatabase: true }, true, true],
    [{ hosts: ['old:8080'] }, true, false],
    [null, false, false],
  ])('tells of a control and whether it takes writes: %j', (control, controlled, controlOwnsDatabase) => {
    expect(parseWatchedMigrations([{ ...orders, control }]).migrations).toMatchObject([
      { controlled, controlOwnsDatabase },
    ]);
  });

  test('has defaults for what is not said', () => {
    expect(parseWatchedMigrations([{ name: 'm' }]).migrations).toEqual([
      {
        name: 'm',
        keyed: false,
        controlled: false,
        controlOwnsDatabase: false,
        safe: [],
        unsafe: [],
        headers: [],
        endpoints: [],
        rules: [],
        mapping: [],
        build: undefined,
        gates: defaultGates,
        configuration: expect.any(String) as string,
        generated: [],
        clockSkewMs: 100,
        cycle: { number: 1, gaps: [] },
        mirrorTimeoutMs: 5_000,
        pairTimeoutMs: 8_000,
      },
    ]);
  });

  test('says what a verdict is made by: control, build, gates and data cycle', () => {
    const [migration] = parseWatchedMigrations([
      {
        name: 'm',
        control: { hosts: ['control:8080'], ownDatabase: true },
        compare: { build: 'X-App-Version' },
        gates: { minPairs: 9, latency: { p99: 2 } },
        cycle: {
          number: 3,
          startedAt: '2026-03-02T09:00:00Z',
          gaps: [{ reason: 'halted', from: '2026-03-02T09:10:00Z', to: null }],
        },
      },
    ]).migrations;
    expect(migration).toMatchObject({
      controlled: true,
      build: 'x-app-version',
      gates: { ...defaultGates, minPairs: 9, latency: { ...defaultGates.latency, p99: 2 } },
      cycle: {
        number: 3,
        gaps: [{ reason: 'halted', from: new Date('2026-03-02T09:10:00Z'), to: null }],
      },
    });
  });

  test('has rules and mapping in full', () => {
    const rules = [
      {
        id: 'order-clock',
        endpoint: 'GET /orders/{id}',
        path: '$.createdAt',
        class: 'value',
        when: { status: 200 },
        expect: 'ignore',
        owner: 'orders-team',
        reason: 'clocks',
        expires: '2027-01-31',
        force: true,
      },
      { path: '$.a', expect: { tolerance: { absolute: 0.01, relative: '0.001', timeMs: 5 } } },
      { path: '$.b', expect: { unordered: { key: 'sku' } }, expires: '2027-01-31T12:00:00+01:00' },
      { path: '$.c', expect: { unordered: {} } },
      { path: '$.d', expect: { renamedFrom: '$.e' } },
      { path: '$.f', expect: { equalAfter: [{ scale: '$.f', by: 100 }] } },
    ];
    const mapping = [
      { move: '$.name', to: '$.fullName' },
      { split: '$.person', into: ['$.firstName', '$.lastName'], by: ' ' },
      { join: ['$.x', '$.y'], to: '$.z', by: ' ' },
      { endpoint: 'GET /orders', scale: '$.price', by: '100' },
      { convert: '$.count', to: 'text' },
      { default: '$.tags', value: null },
      { enum: '$.status', values: { open: 'OPEN', lost: 3 } },
      { remove: '$.legacy' },
    ];
    const { migrations, notApplied } = parseWatchedMigrations([{ name: 'm', compare: { rules, mapping } }]);
    expect(notApplied).toEqual([]);
    const [read] = migrations;
    expect(read?.rules.map(({ id, expect: expectation }) => [id, expectation])).toEqual([
      ['order-clock', { kind: 'ignore' }],
      ['rule-2', { kind: 'tolerance', absolute: '0.01', relative: '0.001', timeMs: 5 }],
      ['rule-3', { kind: 'unordered', key: 'sku' }],
      ['rule-4', { kind: 'unordered', key: undefined }],
      ['rule-5', { kind: 'renamed-from', from: '$.e' }],
      [
        'rule-6',
        { kind: 'equal-after', steps: [{ endpoint: undefined, kind: 'scale', path: '$.f', factor: '100' }] },
      ],
    ]);
    expect(read?.rules[0]).toEqual({
      ...rules[0],
      expect: { kind: 'ignore' },
      expires: new Date('2027-01-31T00:00:00Z'),
    });
    expect(read?.rules[2]?.expires).toEqual(new Date('2027-01-31T11:00:00Z'));
    expect(read?.mapping).toEqual([
      { endpoint: undefined, kind: 'move', from: '$.name', to: '$.fullName' },
      { endpoint: undefined, kind: 'split', from: '$.person', into: ['$.firstName', '$.lastName'], by: ' ' },
      { endpoint: undefined, kind: 'join', from: ['$.x', '$.y'], to: '$.z', by: ' ' },
      { endpoint: 'GET /orders', kind: 'scale', path: '$.price', factor: '100' },
      { endpoint: undefined, kind: 'convert', path: '$.count', to: 'text' },
      { endpoint: undefined, kind: 'default', path: '$.tags', value: null },
      {
        endpoint: undefined,
        kind: 'enum',
        path: '$.status',
        values: new Map<string, unknown>([
          ['open', 'OPEN'],
          ['lost', { number: '3' }],
        ]),
      },
      { endpoint: undefined, kind: 'remove', path: '$.legacy' },
    ]);
  });

  test('has neither a rule nor a mapping that cannot be applied, and names each', () => {
    const rules = [
      { id: 'fine', path: '$.a' },
      { id: 'no-path', path: 'a' },
      { id: 'no-kind', path: '$.b', expect: { evaluate: 'process.exit()' } },
      { path: '$.c', expires: 'soon' },
    ];
    const mapping = [{ remove: '$.x' }, { remove: '$.x' }];
    const { migrations, problems, notApplied } = parseWatchedMigrations([
      { name: 'm', compare: { rules, mapping } },
      { name: 'n', compare: { mapping: [{ run: 'rm' }] } },
    ]);
    expect(problems).toEqual([]);
    expect(migrations).toMatchObject([
      { name: 'm', rules: [{ id: 'fine' }], mapping: [] },
      { name: 'n', rules: [], mapping: [] },
    ]);
    expect(notApplied.map((problem) => problem.split(/: |\n/, 2).join(': '))).toEqual([
      'm: rule no-kind is not applied',
      'm: rule 4 is not applied',
      'm: rule no-path is not applied',
      'm: the mapping is not applied',
      'n: the mapping is not applied',
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
