import { describe, expect, test } from 'vitest';
import { mappingProblems } from '../../../comparator/mapping/mapping-problems.ts';
import { mappingSteps } from '../../makers/mapping-steps.ts';

const told = (...steps: readonly object[]) =>
  mappingProblems(mappingSteps(...steps)).map(({ step, reason }) => `${step}: ${reason}`);

describe('a mapping is refused', () => {
  test.each([
    ['with a path that cannot be read', [{ remove: 'name' }], '0: name is none of'],
    ['with a position', [{ remove: '$.a[0].b' }], '0: $.a[0].b names a position'],
    ['with a wildcard', [{ remove: '$.**.b' }], '0: $.**.b has a wildcard'],
    ['with a header', [{ remove: 'header.etag' }], '0: header.etag is no field of the body'],
    ['that moves the document itself', [{ move: '$', to: '$.data' }], '0: $ is no member of an object'],
    ['that takes an element away', [{ remove: '$.a[]' }], '0: $.a[] is no member'],
    [
      'that moves from the elements of one array into those of another',
      [{ move: '$.a[].x', to: '$.b[].x' }],
      '0: $.a[].x and $.b[].x do not lie in the same elements',
    ],
    ['that moves out of elements', [{ move: '$.a[].x', to: '$.x' }], '0: $.a[].x and $.x do not lie'],
    ['that moves a field to itself', [{ move: '$.a', to: '$.a' }], '0: $.a is named twice'],
    ['that splits into one', [{ split: '$.a', into: ['$.b'], by: ' ' }], '0: $.a is split into fewer'],
    [
      'that splits by nothing',
      [{ split: '$.a', into: ['$.b', '$.c'], by: '' }],
      '0: $.a is split by an empty',
    ],
    ['that joins one', [{ join: ['$.a'], to: '$.b', by: ' ' }], '0: $.b is joined from fewer'],
    ['that multiplies by no number', [{ scale: '$.a', by: 'ten' }], '0: $.a is multiplied by "ten"'],
    ['that multiplies by nothing', [{ scale: '$.a', by: '0' }], '0: $.a is multiplied by "0"'],
    ['that renames no values', [{ enum: '$.a', values: {} }], '0: $.a has no values'],
    [
      'that puts one field twice',
      [
        { move: '$.a', to: '$.c' },
        { move: '$.b', to: '$.c' },
      ],
      '1: $.c is put by step 1 already',
    ],
    [
      'that puts a default where a field was moved to',
      [
        { move: '$.a', to: '$.c' },
        { default: '$.c', value: 1 },
      ],
      '1: $.c is put by step 1 already',
    ],
    [
      'that reads what was removed',
      [{ remove: '$.a' }, { scale: '$.a', by: '10' }],
      '1: $.a was taken away by step 1',
    ],
    [
      'that reads in what was moved',
      [
        { move: '$.a', to: '$.b' },
        { move: '$.a.x', to: '$.a.y' },
      ],
      '1: $.a.x was taken away by step 1',
    ],
    [
      'whose step for one endpoint meets one for all',
      [{ remove: '$.a' }, { endpoint: 'GET /', remove: '$.a' }],
      '1: $.a was taken away by step 1',
    ],
  ])('%s', (_, steps, problem) => {
    expect(told(...steps)).toEqual([expect.stringContaining(problem)]);
  });
});

test.each([
  [
    'fields that swap names',
    [
      { move: '$.a', to: '$.x' },
      { move: '$.b', to: '$.a' },
      { move: '$.x', to: '$.b' },
    ],
  ],
  [
    'a text that becomes a number and then another unit',
    [
      { convert: '$.a', to: 'number' },
      { scale: '$.a', by: 2 },
    ],
  ],
  [
    'one field of two endpoints',
    [
      { endpoint: 'GET /a', remove: '$.a' },
      { endpoint: 'GET /b', remove: '$.a' },
    ],
  ],
  ['names that only begin alike', [{ remove: '$.a' }, { scale: '$.ab', by: 2 }]],
  [
    'an array that changes its name and then its elements',
    [{ move: '$.a', to: '$.b' }, { remove: '$.b[].c' }],
  ],
])('a mapping may have %s', (_, steps) => {
  expect(told(...steps)).toEqual([]);
});
