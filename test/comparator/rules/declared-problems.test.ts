import { describe, expect, test } from 'vitest';
import { declaredProblems } from '../../../comparator/rules/declared-problems.ts';
import type { Expectation } from '../../../comparator/rules/rule.ts';
import { mappingSteps } from '../../makers/mapping-steps.ts';
import { aRule } from '../../makers/rule.ts';

const tolerance = (over: object): Expectation => ({
  kind: 'tolerance',
  absolute: undefined,
  relative: undefined,
  timeMs: undefined,
  ...over,
});

const unordered: Expectation = { kind: 'unordered', key: undefined };

describe('a rule cannot be applied', () => {
  test.each([
    ['whose path cannot be read', [aRule({ id: 'r', path: '$.a[0]' })], 'path: $.a[0] names a position'],
    ['that tolerates nothing', [aRule({ id: 'r', expect: tolerance({}) })], 'expect.tolerance: says none of'],
    [
      'that tolerates less than nothing',
      [aRule({ id: 'r', expect: tolerance({ absolute: '-1' }) })],
      'expect.tolerance.absolute: "-1" is no decimal',
    ],
    [
      'that tolerates what is no number',
      [aRule({ id: 'r', expect: tolerance({ relative: 'a lot' }) })],
      'expect.tolerance.relative: "a lot" is no decimal',
    ],
    [
      'that tolerates another status',
      [aRule({ id: 'r', path: 'status', expect: tolerance({ absolute: '1' }) })],
      'path: status is no field of the body',
    ],
    [
      'that renames by a wildcard',
      [aRule({ id: 'r', path: '$.*', expect: { kind: 'renamed-from', from: '$.a' } })],
      'expect.renamed-from: $.* has a wildcard',
    ],
    [
      'whose steps contradict each other',
      [
        aRule({
          id: 'r',
          expect: { kind: 'equal-after', steps: mappingSteps({ remove: '$.a' }, { remove: '$.a' }) },
        }),
      ],
      'expect.equal-after: $.a was taken away by step 1',
    ],
    [
      'with the id of another',
      [aRule({ id: 'r' }), aRule({ id: 'r', path: '$.b' })],
      'id: another rule has it too',
    ],
    [
      'that says otherwise than another of its place, however that is written',
      [aRule({ id: 'r', path: '$.tags' }), aRule({ id: 's', path: '$["tags"]', expect: unordered })],
      'expect: $.tags is expected otherwise by rule s',
    ],
    [
      'that renames to where another does',
      [
        aRule({ id: 'r', path: '$.c', expect: { kind: 'renamed-from', from: '$.a' } }),
        aRule({ id: 's', path: '$.c', expect: { kind: 'renamed-from', from: '$.b' } }),
      ],
      'expect: $.c is expected otherwise by rule s',
    ],
  ])('%s', (_, rules, reason) => {
    expect(declaredProblems({ rules, mapping: [] }).rules.get('r')).toContain(reason);
  });

  test('that tolerates in a field the mapping takes away', () => {
    const mapping = mappingSteps({ move: '$.a', to: '$.b' });
    const rule = (path: string) => aRule({ id: path, path, expect: tolerance({ absolute: '1' }) });
    const { rules } = declaredProblems({ rules: [rule('$.a'), rule('$.b')], mapping });
    expect([...rules]).toEqual([['$.a', expect.stringContaining('taken away by step 1 of the mapping')]]);
  });

  test('that renames what the mapping has moved', () => {
    const mapping = mappingSteps({ move: '$.a', to: '$.b' });
    const rules = [aRule({ id: 'r', path: '$.c', expect: { kind: 'renamed-from', from: '$.a' } })];
    expect(declaredProblems({ rules, mapping }).rules.get('r')).toContain('$.a was taken away by step 1');
  });
});

test('rules of one place may agree, or be about different classes, endpoints and statuses', () => {
  const rules = [
    aRule({ id: '1', path: '$.a' }),
    aRule({ id: '2', path: '$.a', owner: 'another-team' }),
    aRule({ id: '3', path: '$.a', class: 'order', expect: unordered }),
    aRule({ id: '4', path: '$.a', endpoint: 'GET /', expect: unordered }),
    aRule({ id: '5', path: '$.a', when: { status: 201 }, expect: unordered }),
  ];
  expect(declaredProblems({ rules, mapping: [] })).toEqual({ rules: new Map(), mapping: [] });
});

test('what is wrong with the mapping is said by step', () => {
  expect(
    declaredProblems({ rules: [], mapping: mappingSteps({ remove: '$.a' }, { remove: '$.a' }) }),
  ).toEqual({
    rules: new Map(),
    mapping: ['step 2: $.a was taken away by step 1'],
  });
});
