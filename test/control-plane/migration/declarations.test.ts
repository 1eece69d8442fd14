import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultGates } from '../../../comparator/verdict/gates.ts';
import { parseDeclared } from '../../../comparator/watch/parse-declared.ts';
import { toDocument } from '../../../control-plane/migration/migration-conversion.ts';
import type { MigrationDocumentInput } from '../../../control-plane/migration/migration-document.ts';
import { parseMigration } from '../../../control-plane/migration/parse-migration.ts';
import { migration, minimalDocument } from '../../makers/migration.ts';

const aRule = { path: '$.createdAt', owner: 'orders-team', reason: 'each database has its own clock' };

type Refused = readonly [what: string, input: unknown, path: string, says: RegExp];

function rules(...given: readonly object[]): unknown {
  return compare({ rules: given.map((rule) => ({ ...aRule, ...rule })) });
}

function mapping(...steps: readonly object[]): unknown {
  return compare({ mapping: steps });
}

function compare(given: object): unknown {
  return { ...minimalDocument(), compare: given };
}

function gates(given: object): unknown {
  return { ...minimalDocument(), gates: given };
}

const order = 'GET /orders/{id}';

const refusedRules: readonly Refused[] = [
  ['without an owner', compare({ rules: [{ path: '$.a', reason: 'b' }] }), 'owner', /missing/],
  ['without a reason', compare({ rules: [{ path: '$.a', owner: 'b' }] }), 'reason', /missing/],
  ['of an unknown key', rules({ ownr: 'x' }), 'ownr', /not a known key/],
  ['of an id in capitals', rules({ id: 'Order' }), 'id', /"Order"/],
  ['of no path', rules({ path: 'createdAt' }), 'path', /"createdAt"/],
  ['of a position', rules({ path: '$.items[0]' }), 'path', /items\[0\]/],
  ['of a prefix', rules({ path: '$.created*' }), 'path', /created\*/],
  ['of a broken quote', rules({ path: '$["a]' }), 'path', /\["a\]|\[\\"a\]/],
  ['of a path without an end', rules({ path: `$${'.a'.repeat(300)}` }), 'path', /500/],
  ['of an endpoint that is none', rules({ endpoint: 'orders' }), 'endpoint', /"orders"/],
  ['of an endpoint without a path', rules({ endpoint: 'GET orders' }), 'endpoint', /GET orders/],
  ['of an impossible status', rules({ when: { status: 600 } }), 'when.status', /600/],
  ['of a condition of its own', rules({ when: { header: 'a' } }), 'when.header', /not a known key/],
  ['of an unknown expectation', rules({ expect: 'hide' }), 'expect', /"hide"/],
  ['of code', rules({ expect: { script: 'a === b' } }), 'expect.script', /not a known key/],
  ['that tolerates nothing', rules({ expect: { tolerance: {} } }), 'expect.tolerance', /nothing/],
  [
    'that tolerates less than nothing',
    rules({ expect: { tolerance: { absolute: '-1' } } }),
    'expect.tolerance.absolute',
    /"-1"/,
  ],
  [
    'that tolerates what is no number',
    rules({ expect: { tolerance: { relative: '1e99' } } }),
    'expect.tolerance.relative',
    /1e99/,
  ],
  ['of a date that is none', rules({ expires: '2027-02-30' }), 'expires', /2027-02-30/],
  ['of a time without a zone', rules({ expires: '2027-01-31T12:00:00' }), 'expires', /2027-01-31/],
  ['of every status', rules({ path: 'status' }), 'path', /errors too/],
  ['of every field', rules({ path: '$.**' }), 'path', /no field/],
  ['of every field of the root', rules({ path: '$.*' }), 'path', /no field/],
  ['of every field of every element', rules({ path: '$[].**' }), 'path', /no field/],
  ['of every header', rules({ path: 'header.*' }), 'path', /no field/],
  [
    'of an order of a header',
    rules({ path: 'header.vary', expect: { unordered: {} } }),
    'expect',
    /no meaning/,
  ],
  ['renamed from itself', rules({ expect: { renamedFrom: '$["createdAt"]' } }), 'path', /createdAt/],
  [
    'renamed out of an array',
    rules({ expect: { renamedFrom: '$.items[].createdAt' } }),
    'path',
    /elements of one array/,
  ],
  ['renamed to many', rules({ path: '$.*.a', expect: { renamedFrom: '$.b' } }), 'path', /not the one field/],
  [
    'that is equal after nothing',
    rules({ expect: { equalAfter: [] } }),
    'expect.equalAfter',
    /least allowed, 1/,
  ],
  [
    'that is equal after a contradiction',
    rules({ expect: { equalAfter: [{ remove: '$.a' }, { scale: '$.a', by: '2' }] } }),
    'expect.equalAfter[1].scale',
    /takes away/,
  ],
  [
    'whose steps are about another endpoint',
    rules({ endpoint: order, expect: { equalAfter: [{ remove: '$.a', endpoint: 'GET /a' }] } }),
    'expect.equalAfter[0].endpoint',
    /its own endpoint/,
  ],
];

const refusedLists: readonly Refused[] = [
  ['rules of one id', rules({ id: 'a' }, { id: 'a', path: '$.b' }), 'compare.rules[1].id', /rules\[0\]/],
  ['a rule twice', rules({}, { owner: 'another' }), 'compare.rules[1]', /already/],
  [
    'rules that contradict each other',
    rules({ expect: 'ignore' }, { path: '$["createdAt"]', expect: { tolerance: { timeMs: 5 } } }),
    'compare.rules[1].expect',
    /rules\[0\] expects/,
  ],
  [
    'a tolerance of what the mapping takes away',
    compare({
      mapping: [{ move: '$.price', to: '$.cents' }],
      rules: [{ ...aRule, path: '$.price', expect: { tolerance: { absolute: '1' } } }],
    }),
    'compare.rules[0].path',
    /mapping\[0\] takes away/,
  ],
  [
    'a rename of what the mapping moved',
    compare({
      mapping: [{ move: '$.name', to: '$.title' }],
      rules: [{ ...aRule, path: '$.label', expect: { renamedFrom: '$.name' } }],
    }),
    'compare.rules[0].expect.renamedFrom',
    /mapping\[0\] takes away/,
  ],
  ['a move onto itself', mapping({ move: '$.a', to: '$["a"]' }), 'compare.mapping[0].to', /and so is/],
  ['a step of no kind', mapping({ rename: '$.a', to: '$.b' }), 'compare.mapping[0].rename', /not a known/],
  ['a misspelt key', mapping({ move: '$.a', too: '$.b' }), 'compare.mapping[0].to', /missing/],
  [
    'two kinds in one',
    mapping({ remove: '$.a', move: '$.b', to: '$.c' }),
    'compare.mapping[0].remove',
    /known/,
  ],
  ['a wildcard', mapping({ remove: '$.**' }), 'compare.mapping[0].remove', /\*\*/],
  ['a whole element', mapping({ remove: '$.items[]' }), 'compare.mapping[0].remove', /items/],
  [
    'arrays that do not match',
    mapping({ move: '$.items[].a', to: '$.a' }),
    'compare.mapping[0].to',
    /elements of one array/,
  ],
  [
    'two steps that write one path',
    mapping({ move: '$.a', to: '$.b' }, { default: '$.b', value: 1 }),
    'compare.mapping[1].default',
    /mapping\[0\] writes/,
  ],
  [
    'a step that reads what was taken away',
    mapping({ remove: '$.a' }, { convert: '$.a.b', to: 'text' }),
    'compare.mapping[1].convert',
    /mapping\[0\] takes away/,
  ],
  [
    'a step that reads what was split',
    mapping({ split: '$.name', into: ['$.first', '$.last'], by: ' ' }, { remove: '$.name' }),
    'compare.mapping[1].remove',
    /takes away/,
  ],
  ['a split into one', mapping({ split: '$.a', into: ['$.b'], by: ' ' }), 'compare.mapping[0].into', /least/],
  [
    'a split by nothing',
    mapping({ split: '$.a', into: ['$.b', '$.c'], by: '' }),
    'compare.mapping[0].by',
    /least/,
  ],
  [
    'a split into one twice',
    mapping({ split: '$.a', into: ['$.b', '$.b'], by: ' ' }),
    'compare.mapping[0].into[1]',
    /and so is/,
  ],
  ['a scale by 0', mapping({ scale: '$.a', by: '0.00' }), 'compare.mapping[0].by', /0\.00/],
  ['a scale by a word', mapping({ scale: '$.a', by: 'ten' }), 'compare.mapping[0].by', /ten/],
  [
    'a scale by a number that may have lost digits',
    mapping({ scale: '$.a', by: 0.1 }),
    'compare.mapping[0].by',
    /0\.1/,
  ],
  ['a conversion into a date', mapping({ convert: '$.a', to: 'date' }), 'compare.mapping[0].to', /date/],
  ['an enum without values', mapping({ enum: '$.a', values: {} }), 'compare.mapping[0].values', /no values/],
  [
    'a default that is no scalar',
    mapping({ default: '$.a', value: [1] }),
    'compare.mapping[0].value',
    /\[1\]/,
  ],
  [
    'more steps than are read',
    mapping(...Array.from({ length: 201 }, (_, index) => ({ remove: `$.a${index}` }))),
    'compare.mapping',
    /200/,
  ],
  ['a build in a secret header', compare({ build: 'Set-Cookie' }), 'compare.build', /secret/],
  ['clocks a day apart', compare({ clockSkewMs: 86_400_000 }), 'compare.clockSkewMs', /60000/],
  [
    'a generated field of two kinds',
    compare({
      generated: [
        { path: '$.id', kind: 'a' },
        { path: '$.id', kind: 'b' },
      ],
    }),
    'compare.generated[1]',
    /already/,
  ],
  ['gates of an unknown key', gates({ differnceRate: 1 }), 'gates.differnceRate', /not a known key/],
  ['a budget of nothing', gates({ differenceRate: 0 }), 'gates.differenceRate', /least/],
  ['a budget of everything', gates({ differenceRate: 1 }), 'gates.differenceRate', /0\.5/],
  [
    'a shadow that has to be faster',
    gates({ latency: { p99: 0.9 } }),
    'gates.latency.p99',
    /least allowed, 1/,
  ],
  ['a quantile that is not judged', gates({ latency: { p90: 1.1 } }), 'gates.latency.p90', /not a known/],
  ['more keys than are told apart', gates({ minKeys: 65 }), 'gates.minKeys', /64/],
  ['half a pair', gates({ minPairs: 0.5 }), 'gates.minPairs', /0\.5/],
  ['a share in percent', gates({ loss: 5 }), 'gates.loss', /greatest allowed, 1/],
  ['no level', gates({ alpha: 0 }), 'gates.alpha', /least/],
  ['an endpoint that is none', gates({ require: ['orders'] }), 'gates.require[0]', /orders/],
];

describe('a refused rule', () => {
  it.each(refusedRules)('%s is told where, what and what to write', (_, input, key, says) => {
    expectRefusal(input, `compare.rules[0].${key}`, says);
  });
});

describe('a refused declaration', () => {
  it.each(refusedLists)('with %s is told where, what and what to write', (_, input, path, says) => {
    expectRefusal(input, path, says);
  });
});

function expectRefusal(input: unknown, path: string, says: RegExp): void {
  const parsed = parseMigration(input);
  const problem = parsed.ok ? undefined : parsed.problems.find((each) => each.path === path);
  expect(problem?.message, JSON.stringify(parsed)).toMatch(says);
  expect(problem?.remedy).toMatch(/\w{4,}.*[.?]$/);
}

describe('a declaration', () => {
  it('has the gates of a verdict where it has none', () => {
    expect(migration().gates).toEqual(defaultGates);
    expect(migration({ gates: { latency: { p99: 2 } } }).gates.latency).toEqual({
      p50: 1.25,
      p95: 1.25,
      p99: 2,
    });
  });

  it('may hide much where this is forced', () => {
    const forced = [
      { ...aRule, path: 'status', force: true },
      { ...aRule, path: '$.**', force: true },
    ];
    expect(migration({ compare: { rules: forced } }).compare.rules).toHaveLength(2);
  });

  it('may say of one path what depends on the status, and keep a rule that has expired', () => {
    const stored = [
      { ...aRule, when: { status: 200 }, expires: '2001-01-01' },
      { ...aRule, when: { status: 404 }, expect: { tolerance: { timeMs: 5 } } },
    ];
    expect(migration({ compare: { rules: stored } }).compare.rules).toHaveLength(2);
  });

  it('may map one path twice on different endpoints, and write again what was taken away', () => {
    const steps = [
      { move: '$.a', to: '$.b', endpoint: order },
      { move: '$.c', to: '$.b', endpoint: 'GET /orders' },
      { remove: '$.d' },
      { default: '$.d', value: null },
      { scale: '$.d', by: '0.01' },
    ];
    expect(migration({ compare: { mapping: steps } }).compare.mapping).toEqual(steps);
  });

  it('gives a rule the same id on every reading, and another to each statement', () => {
    const rules = [aRule, { ...aRule, class: 'value' as const }, { ...aRule, path: '$.updatedAt' }];
    const ids = () => migration({ compare: { rules } }).compare.rules.map(({ id }) => id);
    expect(ids()).toEqual(ids());
    expect(new Set(ids()).size).toBe(3);
  });

  it('is understood by the comparator as it is listed', () => {
    const declared: NonNullable<MigrationDocumentInput['compare']> = {
      rules: [
        { ...aRule, id: 'ignored', expires: '2999-01-31' },
        { ...aRule, path: '$.price', expect: { tolerance: { absolute: '0.01' } } },
        { ...aRule, path: '$.tags', expect: { unordered: { key: 'sku' } } },
        { ...aRule, path: '$.fullName', expect: { renamedFrom: '$.name' } },
        { ...aRule, path: '$.total', expect: { equalAfter: [{ scale: '$.total', by: '100' }] } },
      ],
      mapping: [
        { split: '$.items[].sku', into: ['$.items[].maker', '$.items[].number'], by: '-' },
        { join: ['$.a', '$.b'], to: '$.c', by: '' },
        { convert: '$.count', to: 'text' },
        { default: '$.tags', value: null },
        { enum: '$.status', values: { open: 'OPEN', '1': 2 } },
        { remove: '$.legacy' },
      ],
    };
    const listed = JSON.parse(JSON.stringify(toDocument(migration({ compare: declared })).compare)) as {
      rules: unknown[];
      mapping: unknown[];
    };
    const { rules, mapping, problems } = parseDeclared(listed);
    expect(problems).toEqual([]);
    expect(rules.map(({ expect: { kind } }) => kind)).toEqual([
      'ignore',
      'tolerance',
      'unordered',
      'renamed-from',
      'equal-after',
    ]);
    expect(mapping.map(({ kind }) => kind)).toEqual([
      'split',
      'join',
      'convert',
      'default',
      'enum',
      'remove',
    ]);
  });

  it('that is accepted is applied by the comparator, whatever steps and rules come together', () => {
    const path = fc.constantFrom('$.a', '$.a.b', '$["c d"]', '$.items[].a', '$.items[].b', '$.m{}.a');
    const at = fc.constantFrom(undefined, order, 'GET /carts');
    const step = fc
      .oneof(
        fc.record({ move: path, to: path }),
        fc.record({ split: path, into: fc.tuple(path, path), by: fc.constant(' ') }),
        fc.record({ join: fc.tuple(path, path), to: path, by: fc.constant('-') }),
        fc.record({ scale: path, by: fc.constantFrom('10', '0.1', '-1') }),
        fc.record({ convert: path, to: fc.constantFrom('text' as const, 'number' as const) }),
        fc.record({ default: path, value: fc.constantFrom(null, 1, 'x', true) }),
        fc.record({ enum: path, values: fc.constant({ x: 1 }) }),
        fc.record({ remove: path }),
      )
      .chain((bare) => at.map((endpoint) => (endpoint === undefined ? bare : { ...bare, endpoint })));
    const expectation = fc.oneof(
      fc.constant('ignore' as const),
      fc.constant({ tolerance: { absolute: '1' } }),
      fc.constant({ unordered: {} }),
      path.map((renamedFrom) => ({ renamedFrom })),
      fc.tuple(path, path).map(([move, to]) => ({ equalAfter: [{ move, to }] })),
    );
    const rule = fc
      .record({ endpoint: at, path, expect: expectation })
      .map(({ endpoint, ...rest }) => ({ ...aRule, ...rest, ...(endpoint !== undefined && { endpoint }) }));
    let accepted = 0;
    fc.assert(
      fc.property(fc.array(step, { maxLength: 3 }), fc.array(rule, { maxLength: 3 }), (mapping, rules) => {
        const parsed = parseMigration({ ...minimalDocument(), compare: { mapping, rules } });
        if (!parsed.ok) return;
        accepted += 1;
        const listed = toDocument(parsed.migration).compare;
        expect(parseDeclared({ rules: listed.rules, mapping: listed.mapping }).problems).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
    expect(accepted).toBeGreaterThan(200);
  });
});
