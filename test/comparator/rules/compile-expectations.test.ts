import { describe, expect, test } from 'vitest';
import type { LeafVerdict } from '../../../comparator/compare/explanation.ts';
import { compare } from '../../../comparator/compare/compare.ts';
import { noExpectations } from '../../../comparator/compare/expectations.ts';
import { compileExpectations } from '../../../comparator/rules/compile-expectations.ts';
import type { Expectation } from '../../../comparator/rules/rule.ts';
import { comparedUnder, told } from '../../makers/declared-comparison.ts';
import { pairOfAnswers } from '../../makers/pair-of-answers.ts';
import { aRule } from '../../makers/rule.ts';

const tolerance = (over: Partial<Extract<Expectation, { kind: 'tolerance' }>>): Expectation => ({
  kind: 'tolerance',
  absolute: undefined,
  relative: undefined,
  timeMs: undefined,
  ...over,
});

describe('a tolerance', () => {
  test.each([
    ['numbers that near', { absolute: '0.01' }, '{"v":1.00}', '{"v":1.01}', ['(value $.v: t)']],
    ['no numbers further apart', { absolute: '0.01' }, '{"v":1.00}', '{"v":1.010001}', ['value $.v']],
    ['a share of the larger', { relative: '0.1' }, '{"v":90}', '{"v":100}', ['(value $.v: t)']],
    ['no larger share', { relative: '0.1' }, '{"v":89.9}', '{"v":100}', ['value $.v']],
    ['numbers cut', { absolute: '0.5' }, '{"v":12.345}', '{"v":12}', ['(truncation $.v: t)']],
    ['numbers that are text', { absolute: '0.1' }, '{"v":"1.00"}', '{"v":"1.1"}', ['(value $.v: t)']],
    ['no other type', { absolute: '0.1' }, '{"v":"1.00"}', '{"v":1.1}', ['type $.v']],
    ['no null', { absolute: '10' }, '{"v":0}', '{"v":null}', ['null $.v']],
    [
      'every element',
      { absolute: '1' },
      '{"v":[{"n":1},{"n":5}]}',
      '{"v":[{"n":2},{"n":7}]}',
      ['value $.v[].n'],
    ],
    [
      'instants that near',
      { timeMs: 5 },
      '{"v":"2026-11-26T10:00:00.001Z"}',
      '{"v":"2026-11-26T11:00:00.006+01:00"}',
      ['(value $.v: t)'],
    ],
    [
      'no instants further apart',
      { timeMs: 5 },
      '{"v":"2026-11-26T10:00:00.001Z"}',
      '{"v":"2026-11-26T10:00:00.006001Z"}',
      ['value $.v'],
    ],
    [
      'no time that lost its zone',
      { timeMs: 5 },
      '{"v":"2026-11-26T10:00:00Z"}',
      '{"v":"2026-11-26 10:00:00"}',
      [],
    ],
  ] as const)('allows %s', (_, amounts, primary, shadow, expected) => {
    const rules = ['$.v', '$.v[].n'].map((path, at) =>
      aRule({ id: at === 0 ? 't' : 'u', path, expect: tolerance(amounts) }),
    );
    const lines = told(comparedUnder({ rules }, primary, shadow));
    if (expected.length > 0) expect(lines).toEqual(expected);
    else expect(lines.every((line) => !line.startsWith('('))).toBe(true);
  });

  test('is only of its class and endpoint', () => {
    const expectation = tolerance({ absolute: '1' });
    const rules = [
      aRule({ path: '$.v', class: 'truncation', expect: expectation }),
      aRule({ path: '$.w', endpoint: 'GET /', expect: expectation }),
    ];
    expect(told(comparedUnder({ rules }, '{"v":1,"w":1}', '{"v":2,"w":2}'))).toEqual([
      'value $.v',
      'value $.w',
    ]);
  });
});

describe('an array whose order means nothing', () => {
  const unordered = (key?: string) => [
    aRule({ id: 'u', path: '$.tags', expect: { kind: 'unordered', key } }),
  ];

  test.each([
    ['another order', undefined, '["a","b","c"]', '["c","a","b"]', ['(order $.tags: u)']],
    [
      'another order and a change, which is no move',
      undefined,
      '["a","b","c","d"]',
      '["x","d","b","a"]',
      ['value $.tags[]', '(order $.tags: u)'],
    ],
    [
      'two that moved among more that changed',
      undefined,
      '[1,2,3,4,5]',
      '[5,9,8,7,1]',
      ['value $.tags[]', '(order $.tags: u)'],
    ],
    ['one more', undefined, '["a","b"]', '["b","a","c"]', ['length $.tags', '(order $.tags: u)']],
    [
      'elements told apart by a key that no one would guess',
      'ean',
      '[{"ean":1,"n":1},{"ean":2,"n":2}]',
      '[{"ean":2,"n":2},{"ean":1,"n":9}]',
      ['value $.tags[].n', '(order $.tags: u)'],
    ],
    [
      'elements without their key, taken together where they are equal',
      'ean',
      '[{"n":1},{"n":2}]',
      '[{"n":2},{"n":1}]',
      ['(order $.tags: u)'],
    ],
  ])('has %s', (_, key, primary, shadow, expected) => {
    const rules = unordered(key);
    expect(told(comparedUnder({ rules }, `{"tags":${primary}}`, `{"tags":${shadow}}`))).toEqual(expected);
  });

  test('says nothing of elements that were cut off', () => {
    const cut = (body: string) => ({ body, totalBytes: 9_000 });
    const compared = (key: string | undefined, primary: string, shadow: string) =>
      comparedUnder({ rules: unordered(key) }, cut(primary), cut(shadow)).differences.length;
    expect(compared(undefined, '{"tags":["a","b",', '{"tags":["c","a",')).toBe(0);
    expect(compared('k', '{"tags":[{"k":1,"v":1},', '{"tags":[{"k":2,"v":2},{"k":1,"v":9},')).toBe(1);
  });
});

describe('an ignore rule', () => {
  test('has no part in comparing: what it hides is hidden as evidence is read', () => {
    expect(told(comparedUnder({ rules: [aRule()] }, '{"id":1}', '{"id":2}'))).toEqual(['value $.id']);
  });

  test('of one status accounts for what it names where the primary has that status', () => {
    const rules = [aRule({ id: 'w', path: '$.**', when: { status: 201 }, class: 'missing-field' })];
    const compared = (status: number) =>
      told(
        comparedUnder({ rules }, { status, body: '{"a":{"b":1},"c":1}' }, { status, body: '{"a":{},"c":2}' }),
      );
    expect(compared(201)).toEqual(['value $.c', '(missing-field $.a.b: w)']);
    expect(compared(200)).toEqual(['missing-field $.a.b', 'value $.c']);
  });

  test('of the status has the rest compared, and leaves the difference in place', () => {
    const rules = [aRule({ path: 'status' })];
    const compared = comparedUnder({ rules }, { body: '{"a":1}' }, { status: 404, body: '{"a":2}' });
    expect(told(compared)).toEqual(['status status', 'value $.a']);
    expect(told(comparedUnder({}, { body: '{"a":1}' }, { status: 404, body: '{"a":2}' }))).toEqual([
      'status status',
    ]);
  });

  test('of one status hides another status too', () => {
    const rules = [aRule({ id: 's', path: 'status', when: { status: 200 } })];
    const compared = comparedUnder({ rules }, { body: '{"a":1}' }, { status: 404, body: '{"a":2}' });
    expect(told(compared)).toEqual(['value $.a', '(status status: s)']);
  });
});

test('a rule that has expired accounts for nothing', () => {
  const rules = [
    aRule({ path: '$.v', expect: tolerance({ absolute: '5' }), expires: new Date(1_000) }),
    aRule({ id: 'r', path: '$.b', expect: { kind: 'renamed-from', from: '$.a' }, expires: new Date(1_000) }),
  ];
  const compared = (nowMs: number) =>
    told(comparedUnder({ rules }, '{"v":1,"a":1}', '{"v":2,"b":1}', { nowMs }));
  expect(compared(999).every((line) => line.startsWith('('))).toBe(true);
  expect(compared(1_000)).toEqual(['value $.v', 'missing-field $.a', 'extra-field $.b']);
});

describe('what is learned of values', () => {
  const compared = (verdict: LeafVerdict, over: object = {}) => {
    const seen: string[] = [];
    const comparison = compare(pairOfAnswers({ body: '[{"v":1},{"v":2}]' }, { body: '[{"v":3},{"v":4}]' }), {
      headers: [],
      expectations: noExpectations,
      explainLeaf: ({ path }) => {
        seen.push(path);
        return verdict;
      },
      ...over,
    });
    return [...told(comparison), seen.length];
  };

  test('accounts for them, contradicts them, or leaves them; and is told of each', () => {
    expect(compared({ kind: 'generated' })).toEqual(['(value $[].v: generated)', 2]);
    expect(compared('contradicts')).toEqual(['generated $[].v', 2]);
    expect(compared(undefined)).toEqual(['value $[].v', 2]);
  });

  test('comes after what is declared, and is told all the same', () => {
    const rules = [aRule({ id: 'w', path: '$[].v', when: { status: 200 } })];
    const expectations = compileExpectations(
      { rules, mapping: [] },
      { endpoint: 'GET /', status: 200, nowMs: 0 },
    );
    expect(compared('contradicts', { expectations })).toEqual(['(generated $[].v: w)', 2]);
  });

  test('translates the shadow’s document before it is compared', () => {
    const translate = () => [];
    expect(compared(undefined, { translate })).toEqual(['length $', 0]);
  });
});
