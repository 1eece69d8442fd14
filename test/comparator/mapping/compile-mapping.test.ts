import { describe, expect, test } from 'vitest';
import { compare } from '../../../comparator/compare/compare.ts';
import { compileExpectations } from '../../../comparator/rules/compile-expectations.ts';
import { pairOfAnswers } from '../../makers/pair-of-answers.ts';
import { aRule } from '../../makers/rule.ts';
import { comparedUnder, told } from '../../makers/declared-comparison.ts';
import { mappingSteps } from '../../makers/mapping-steps.ts';

const mapping = mappingSteps;

describe('a declared mapping', () => {
  test.each([
    [
      'a rename',
      mapping({ move: '$.name', to: '$.fullName' }),
      '{"id":1,"name":"Ada"}',
      '{"id":1,"fullName":"Ada"}',
      ['(missing-field $.name: step 0)', '(extra-field $.fullName: step 0)'],
    ],
    [
      'a move into an object that is not there yet',
      mapping({ move: '$.name', to: '$.customer.name' }),
      '{"name":"Ada"}',
      '{"customer":{"name":"Ada"}}',
      ['(missing-field $.name: step 0)', '(extra-field $.customer.name: step 0)'],
    ],
    [
      'what is taken out of an object',
      mapping({ move: '$.data.total', to: '$.data' }),
      '{"data":{"total":5}}',
      '{"data":5}',
      ['(missing-field $.data.total: step 0)', '(extra-field $.data: step 0)'],
    ],
    [
      'a rename in every element',
      mapping({ move: '$.items[].name', to: '$.items[].title' }),
      '{"items":[{"name":"a"},{"other":1},{"name":"b"}]}',
      '{"items":[{"title":"a"},{"other":1},{"title":"b"}]}',
      ['(missing-field $.items[].name: step 0)', '(extra-field $.items[].title: step 0)'],
    ],
    [
      'a rename in arrays of arrays and in entries of a map',
      mapping({ move: '$.a[].b[].c', to: '$.a[].b[].d' }, { move: '$.byId{}.c', to: '$.byId{}.d' }),
      '{"a":[{"b":[{"c":1},{"c":2}]}],"byId":{"12345":{"c":1},"67890":{"c":2}}}',
      '{"a":[{"b":[{"d":1},{"d":2}]}],"byId":{"12345":{"d":1},"67890":{"d":2}}}',
      [
        '(missing-field $.a[].b[].c: step 0)',
        '(extra-field $.a[].b[].d: step 0)',
        '(missing-field $.byId{}.c: step 1)',
        '(extra-field $.byId{}.d: step 1)',
      ],
    ],
    [
      'a split, whose last part takes the rest',
      mapping({ split: '$.name', into: ['$.first', '$.last'], by: ' ' }),
      '{"name":"Ada King Lovelace"}',
      '{"first":"Ada","last":"King Lovelace"}',
      ['(missing-field $.name: step 0)', '(extra-field $.first: step 0)', '(extra-field $.last: step 0)'],
    ],
    [
      'a join, of numbers as they are written',
      mapping({ join: ['$.a', '$.b'], to: '$.c', by: '-' }),
      '{"a":"x","b":1.50}',
      '{"c":"x-1.50"}',
      ['(missing-field $.a: step 0)', '(missing-field $.b: step 0)', '(extra-field $.c: step 0)'],
    ],
    [
      'a unit, exactly',
      mapping({ scale: '$.items[].price', by: '100' }),
      '{"items":[{"price":0.1},{"price":90071992547409.93},{"price":-1e-2}]}',
      '{"items":[{"price":10},{"price":9007199254740993},{"price":-1}]}',
      ['(value $.items[].price: step 0)'],
    ],
    [
      'elements that are values themselves',
      mapping({ convert: '$.ids[]', to: 'text' }),
      '{"ids":[1,2,3]}',
      '{"ids":["1","2","3"]}',
      ['(type $.ids[]: step 0)'],
    ],
    [
      'types',
      mapping(
        { convert: '$.count', to: 'text' },
        { convert: '$.price', to: 'number' },
        { convert: '$.paid', to: 'boolean' },
        { convert: '$.open', to: 'number' },
      ),
      '{"count":12,"price":"12.50","paid":1,"open":true}',
      '{"count":"12","price":12.5,"paid":true,"open":1}',
      ['(type $.count: step 0)', '(type $.price: step 1)', '(type $.paid: step 2)', '(type $.open: step 3)'],
    ],
    [
      'a field that only the new schema has',
      mapping({ default: '$.tags', value: null }, { default: '$.items[].qty', value: 1 }),
      '{"items":[{"qty":2},{}]}',
      '{"items":[{"qty":2},{"qty":1}],"tags":null}',
      ['(extra-field $.tags: step 0)', '(extra-field $.items[].qty: step 1)'],
    ],
    [
      'other names for the same values',
      mapping(
        { enum: '$.state', values: { open: 'OPEN', paid: 'PAID' } },
        { enum: '$.kind', values: { '1': 'a' } },
      ),
      '{"state":"paid","kind":1}',
      '{"state":"PAID","kind":"a"}',
      ['(value $.state: step 0)', '(value $.kind: step 1)'],
    ],
    [
      'a field that is gone',
      mapping({ remove: '$.legacy' }),
      '{"legacy":{"a":[1]},"id":1}',
      '{"id":1}',
      ['(missing-field $.legacy: step 0)'],
    ],
    [
      'steps that build on one another',
      mapping({ move: '$.price', to: '$.cents' }, { scale: '$.cents', by: '100' }),
      '{"price":1.25}',
      '{"cents":125}',
      ['(missing-field $.price: step 0)', '(extra-field $.cents: step 0)', '(value $.cents: step 1)'],
    ],
    [
      'two fields that change their names with one another',
      mapping({ move: '$.a', to: '$.x' }, { move: '$.b', to: '$.a' }, { move: '$.x', to: '$.b' }),
      '{"a":1,"b":2}',
      '{"a":2,"b":1}',
      ['(value $.a: step 1)', '(value $.b: step 2)'],
    ],
  ])('accounts for %s', (_, steps, primary, shadow, expected) => {
    const comparison = comparedUnder({ mapping: steps }, primary, shadow);
    expect(told(comparison)).toEqual(expected);
    expect(comparison.kind).toBe('compared');
  });

  test.each([
    [
      'the shadow has the old name still, equal as the answers are',
      mapping({ move: '$.name', to: '$.fullName' }),
      '{"name":"Ada"}',
      '{"name":"Ada"}',
      ['missing-field $.fullName', 'extra-field $.name'],
    ],
    [
      'the value did not come along',
      mapping({ move: '$.name', to: '$.fullName' }),
      '{"name":"Ada"}',
      '{"fullName":"Bob"}',
      ['value $.fullName', '(missing-field $.name: step 0)'],
    ],
    [
      'the unit is as it was',
      mapping({ scale: '$.price', by: '100' }),
      '{"price":12.5}',
      '{"price":12.5}',
      ['value $.price'],
    ],
    [
      'the product was rounded',
      mapping({ scale: '$.price', by: '0.01' }),
      '{"price":1250.5}',
      '{"price":12.5}',
      ['truncation $.price'],
    ],
    [
      'a name has too few parts',
      mapping({ split: '$.name', into: ['$.first', '$.last'], by: ' ' }),
      '{"name":"Cher"}',
      '{"first":"Cher","last":""}',
      ['missing-field $.name', 'extra-field $.first', 'extra-field $.last'],
    ],
    [
      'an object that is to hold a field is missing',
      mapping({ move: '$.name', to: '$.customer.name' }),
      '{"name":"Ada"}',
      '{}',
      ['missing-field $.customer', '(missing-field $.name: step 0)'],
    ],
    [
      'a text is no number',
      mapping({ convert: '$.zip', to: 'number' }),
      '{"zip":"01067"}',
      '{"zip":1067}',
      ['type $.zip'],
    ],
    [
      'a value has no other name',
      mapping({ enum: '$.state', values: { open: 'OPEN' } }),
      '{"state":"paid"}',
      '{"state":"PAID"}',
      ['value $.state'],
    ],
  ])('makes it a finding where %s', (_, steps, primary, shadow, expected) => {
    expect(told(comparedUnder({ mapping: steps }, primary, shadow))).toEqual(expected);
  });

  test('does nothing where its source is absent: equal answers are equal', () => {
    const steps = mapping(
      { move: '$.a', to: '$.b' },
      { split: '$.a', into: ['$.c', '$.d'], by: ' ' },
      { scale: '$.x[].y', by: '2' },
      { remove: '$.z' },
    );
    expect(told(comparedUnder({ mapping: steps }, '{"k":[1]}', '{"k":[1]}'))).toEqual([]);
    expect(told(comparedUnder({ mapping: steps }, 'text', 'text'))).toEqual([]);
    const image = { headers: { 'content-type': 'image/png' }, body: Uint8Array.of(0x89, 0x50) };
    expect(told(comparedUnder({ mapping: steps }, image, image))).toEqual([]);
    expect(told(comparedUnder({ mapping: steps }, '', ''))).toEqual([]);
  });

  test('is about its endpoint only', () => {
    const steps = mapping({ endpoint: 'GET /customers/{id}', move: '$.name', to: '$.fullName' });
    expect(told(comparedUnder({ mapping: steps }, '{"name":1}', '{"name":1}'))).toEqual([]);
    const asked = { endpoint: 'GET /customers/{id}' };
    expect(told(comparedUnder({ mapping: steps }, '{"name":1}', '{"fullName":1}', asked))).toHaveLength(2);
  });

  test('puts no default into an error', () => {
    const steps = mapping({ default: '$.tags', value: null });
    const error = { status: 404, body: '{"error":"no such order"}' };
    expect(told(comparedUnder({ mapping: steps }, error, error))).toEqual([]);
  });

  test('reads every line of NDJSON', () => {
    const steps = mapping({ move: '$[].name', to: '$[].title' });
    const lines = (name: string) => ({
      headers: { 'content-type': 'application/x-ndjson' },
      body: `{"${name}":"a"}\n{"${name}":"b"}\n`,
    });
    expect(told(comparedUnder({ mapping: steps }, lines('name'), lines('title')))).toEqual([
      '(missing-field $[].name: step 0)',
      '(extra-field $[].title: step 0)',
    ]);
    expect(told(comparedUnder({ mapping: steps }, lines('name'), lines('name')))).toEqual([
      'missing-field $[].title',
      'extra-field $[].name',
    ]);
  });

  test('is applied to both where the other half is the control’s, which has the old schema', () => {
    const steps = mapping({ move: '$.name', to: '$.fullName' });
    const expectations = compileExpectations(
      { rules: [], mapping: steps },
      { endpoint: 'GET /', status: 200, nowMs: 0 },
    );
    const compared = (primary: string, control: string) => {
      const pair = pairOfAnswers({ body: primary }, { body: control });
      const shadow = { ...pair.shadow, side: 'control' as const };
      return told(compare({ ...pair, shadow }, { headers: [], expectations }));
    };
    expect(compared('{"name":"Ada"}', '{"name":"Ada"}')).toEqual([]);
    expect(compared('{"name":"Ada"}', '{"name":"Bob"}')).toEqual(['value $.fullName']);
  });

  describe('of answers that were cut', () => {
    const cut = (body: string) => ({ body, totalBytes: 10_000 });

    test.each([
      [
        'finds nothing in what the cut took',
        mapping({ move: '$.name', to: '$.fullName' }),
        '{"id":1,"na',
        '{"fullName":"Ada","id":1',
      ],
      [
        'finds nothing in an object before the cut that would have got what it took',
        mapping({ move: '$.customer.name', to: '$.meta.name' }),
        '{"meta":{"a":1},"customer":{"na',
        '{"meta":{"a":1,"name":"Ada"},"customer":{',
      ],
      [
        'leaves out what would be joined with what it took',
        mapping({ join: ['$.a', '$.b'], to: '$.c', by: ' ' }),
        '{"a":"x","b":"',
        '{"c":"x y","z":1',
      ],
      [
        'puts no default where a value may have been',
        mapping({ default: '$.tags', value: null }),
        '{"id":1,"ta',
        '{"id":1,"tags":[1]',
      ],
    ])('%s', (_, steps, primary, shadow) => {
      const comparison = comparedUnder({ mapping: steps }, cut(primary), cut(shadow));
      expect(comparison.kind).toBe('truncated');
      expect(comparison.differences).toEqual([]);
    });

    test('leaves out what would be joined with what it took, of a shadow that is whole as well', () => {
      const steps = mapping({ join: ['$.a', '$.b'], to: '$.c', by: ' ' });
      const comparison = comparedUnder({ mapping: steps }, cut('{"a":"x","b":"'), '{"c":"x y"}');
      expect(comparison.differences).toEqual([]);
    });

    test('still finds what differs before the cut', () => {
      const steps = mapping({ move: '$.items[].name', to: '$.items[].title' });
      const comparison = comparedUnder(
        { mapping: steps },
        cut('{"items":[{"name":"a"},{"name":"b"},{"na'),
        cut('{"items":[{"title":"a"},{"title":"x"},{"ti'),
      );
      expect(told(comparison)).toEqual(['value $.items[].title', '(missing-field $.items[].name: step 0)']);
    });
  });
});

describe('a rule', () => {
  test('renames, and is what accounts for it', () => {
    const rules = [aRule({ id: 'r', path: '$.fullName', expect: { kind: 'renamed-from', from: '$.name' } })];
    expect(told(comparedUnder({ rules }, '{"name":"Ada"}', '{"fullName":"Ada"}'))).toEqual([
      '(missing-field $.name: r)',
      '(extra-field $.fullName: r)',
    ]);
    expect(told(comparedUnder({ rules }, '{"name":"Ada"}', '{"fullName":"Bob"}'))).toContain(
      'value $.fullName',
    );
  });

  test('maps after the mapping, where the primary answered with its status', () => {
    const steps = mapping({ scale: '$.cents', by: '100' });
    const rules = [
      aRule({ id: 'r', path: '$.cents', when: { status: 201 }, expect: { kind: 'equal-after', steps } }),
    ];
    const declared = { rules, mapping: mapping({ move: '$.price', to: '$.cents' }) };
    const answers = (status: number) =>
      [
        { status, body: '{"price":1.5}' },
        { status, body: '{"cents":150}' },
      ] as const;
    expect(told(comparedUnder(declared, ...answers(201)))).toEqual([
      '(missing-field $.price: step 0)',
      '(extra-field $.cents: step 0)',
      '(value $.cents: r)',
    ]);
    expect(told(comparedUnder(declared, ...answers(200)))).toContain('value $.cents');
  });
});
