import { describe, expect, test } from 'vitest';
import { MAX_DIFFERENCES, DifferenceCollector } from '../../../comparator/compare/difference-collector.ts';
import { compareJson } from '../../../comparator/compare/compare-json.ts';
import { differencesInJson, jsonValue, kindsInJson } from '../../makers/differences-in-json.ts';

describe('comparing JSON', () => {
  test.each([
    ['missing-field', '{"tax":1}', '{}', ['missing-field $.tax']],
    ['extra-field', '{}', '{"tax":1}', ['extra-field $.tax']],
    [
      'a renamed field is one gone and one new',
      '{"total":1}',
      '{"sum":1}',
      ['missing-field $.total', 'extra-field $.sum'],
    ],
    ['type', '{"n":"5"}', '{"n":5}', ['type $.n']],
    ['type, back', '{"n":5}', '{"n":"5"}', ['type $.n']],
    ['type of containers', '{"n":[]}', '{"n":{}}', ['type $.n']],
    ['type, not compared further', '{"n":{"a":1}}', '{"n":"a"}', ['type $.n']],
    ['null', '{"n":5}', '{"n":null}', ['null $.n']],
    ['null, back', '{"n":null}', '{"n":{"a":1}}', ['null $.n']],
    ['null is not absence', '{"n":null}', '{}', ['missing-field $.n']],
    ['value', '{"n":5}', '{"n":6}', ['value $.n']],
    ['value of booleans', '{"n":true}', '{"n":false}', ['value $.n']],
    ['text cut', '{"n":"hello world"}', '{"n":"hello wo"}', ['truncation $.n']],
    ['text cut and trimmed', '{"n":"hello world"}', '{"n":"hello"}', ['truncation $.n']],
    ['text cut and padded', '{"n":"hello world"}', '{"n":"hello          "}', ['truncation $.n']],
    ['text cut within a character', '{"n":"héllo"}', '{"n":"h\\ufffd"}', ['truncation $.n']],
    ['text lengthened', '{"n":"hello"}', '{"n":"hello world"}', ['value $.n']],
    ['text padded', '{"n":"hello"}', '{"n":"hello   "}', ['value $.n']],
    ['text emptied shows no cut', '{"n":"hello"}', '{"n":""}', ['value $.n']],
    ['text blanked shows no cut', '{"n":"hello"}', '{"n":"   "}', ['value $.n']],
    ['number rounded', '{"n":12.345}', '{"n":12.35}', ['truncation $.n']],
    ['number gaining digits', '{"n":12.35}', '{"n":12.345}', ['value $.n']],
    ['numeric text rounded', '{"n":"12.3450"}', '{"n":"12.35"}', ['truncation $.n']],
    ['numeric text losing scale', '{"n":"10.50"}', '{"n":"10.5"}', ['truncation $.n']],
    ['number beyond double', '{"n":9007199254740993}', '{"n":9007199254740992}', ['value $.n']],
    ['number written differently', '{"n":[1.0,10.50,1e2]}', '{"n":[1,10.5,100]}', []],
    ['time of day lost', '{"n":"2026-03-01T10:11:12Z"}', '{"n":"2026-03-01T00:00:00Z"}', ['truncation $.n']],
    ['members in another order', '{"a":1,"b":2}', '{"b":2,"a":1}', []],
    ['at the root', '1', '2', ['value $']],
    ['space between tokens', '{ "a" : [ 1 , 2 ] }', '{"a":[1,2]}', []],
    ['order', '{"n":[1,2,3]}', '{"n":[3,1,2]}', ['order $.n']],
    [
      'order of objects, members reordered',
      '[{"a":1,"b":2},{"a":2}]',
      '[{"a":2},{"b":2,"a":1}]',
      ['order $'],
    ],
    ['order of numbers written differently', '[1.0,2]', '[2.00,1]', ['order $']],
    ['length, inserted in front', '{"n":[1,2,3]}', '{"n":[0,1,2,3]}', ['length $.n']],
    ['length, one gone', '{"n":[1,2,3]}', '{"n":[1,3]}', ['length $.n']],
    ['length, all gone', '{"n":[1,2,3]}', '{"n":[]}', ['length $.n']],
    ['length and order', '{"n":[1,2,3]}', '{"n":[3,0,2,1]}', ['length $.n', 'order $.n']],
    ['an element', '{"n":[1,2,3]}', '{"n":[1,9,3]}', ['value $.n[]']],
    ['elements of an array in an array', '[[1,2],[3,4]]', '[[1,2],[4,3]]', ['order $[]']],
  ])('%s', (_, primary, shadow, expected) => {
    expect(kindsInJson(primary, shadow)).toEqual(expected);
  });

  describe('arrays', () => {
    test.each([
      [
        'keyed elements are matched by key, also when one is inserted',
        '[{"id":1,"p":1},{"id":2,"p":2}]',
        '[{"id":9,"p":9},{"id":1,"p":1},{"id":2,"p":3}]',
        ['length $', 'value $[].p'],
      ],
      [
        'keyed elements in another order, one of them changed',
        '[{"id":1,"p":1},{"id":2,"p":2},{"id":3,"p":3}]',
        '[{"id":3,"p":3},{"id":1,"p":1},{"id":2,"p":5}]',
        ['order $', 'value $[].p'],
      ],
      [
        'a changed key is a changed value',
        '[{"id":1,"p":1},{"id":2,"p":2}]',
        '[{"id":1,"p":1},{"id":7,"p":2}]',
        ['value $[].id'],
      ],
      [
        'keys that each side generated do not hide the rest',
        '[{"id":1,"name":"a","p":1},{"id":2,"name":"b","p":2}]',
        '[{"id":8,"name":"b","p":2},{"id":9,"name":"a","p":3}]',
        ['order $', 'value $[].id', 'value $[].p'],
      ],
      [
        'elements without a key are paired by likeness when one is inserted beside a changed one',
        '[{"qty":1,"price":10,"tax":1}]',
        '[{"qty":5,"price":99,"tax":8},{"qty":1,"price":10,"tax":2}]',
        ['length $', 'value $[].tax'],
      ],
      [
        'without a key, one moved and one changed',
        '["a","b","c","d","e"]',
        '["e","b","x","d","a"]',
        ['order $', 'value $[]'],
      ],
      [
        'a name that occurs twice is no key',
        '[{"name":"a","p":1},{"name":"a","p":2},{"name":"b","p":3}]',
        '[{"name":"a","p":2},{"name":"b","p":3},{"name":"a","p":9}]',
        ['value $[].p'],
      ],
      ['duplicates count', '[1,1,2]', '[1,2,2]', ['value $[]']],
      ['chance equals among changed numbers are no moves', '[1,2,3,4]', '[2,2,3,1]', ['value $[]']],
      [
        'keys of different types do not match, and say so',
        '[{"id":1},{"id":2}]',
        '[{"id":"1"},{"id":"2"}]',
        ['type $[].id'],
      ],
    ])('%s', (_, primary, shadow, expected) => {
      expect(kindsInJson(primary, shadow)).toEqual(expected);
    });
  });

  describe('paths', () => {
    test.each([
      ['{"prices":{"1001":{"amount":1}}}', '{"prices":{"1001":{"amount":2}}}', 'value $.prices{}.amount'],
      ['{"2026-03-01":1}', '{"2026-03-01":2}', 'value ${}'],
      ['{"odd name":1}', '{"odd name":2}', 'value $["odd name"]'],
      ['{"a.b":1}', '{"a.b":2}', 'value $["a.b"]'],
      ['{"a":{"x-y_1":1}}', '{"a":{"x-y_1":2}}', 'value $.a.x-y_1'],
      ['{"ann@example.org":1}', '{"ann@example.org":2}', 'value ${}'],
      ['{"sha256":1}', '{"sha256":2}', 'value $.sha256'],
    ])('%s', (primary, shadow, expected) => {
      expect(kindsInJson(primary, shadow)).toEqual([expected]);
    });

    test('an object of many members of one type is a map', () => {
      const prices = Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`sku${at}`, { amount: at }]));
      const changed = { ...prices, sku7: { amount: -1 } };
      expect(kindsInJson(JSON.stringify(prices), JSON.stringify(changed))).toEqual(['value ${}.amount']);
    });

    test('a long path stops growing', () => {
      const deep = (leaf: number) =>
        '{"a_rather_long_member_name":'.repeat(100) + String(leaf) + '}'.repeat(100);
      const [difference] = differencesInJson(deep(1), deep(2));
      expect(difference?.path.endsWith('.…')).toBe(true);
      expect(difference?.path.length).toBeLessThan(410);
    });
  });

  test('the same class at the same path is told once, with the first as example', () => {
    const found = differencesInJson('[{"a":"xxxx"},{"a":"y"}]', '[{"a":"xx"},{"a":"z"}]');
    expect(found).toMatchObject([
      { class: 'truncation', path: '$[].a', primary: { length: 4 }, shadow: { length: 2 } },
      { class: 'value', path: '$[].a' },
    ]);
  });

  test('more differences than are kept overflow, and say so', () => {
    const object = (value: number) =>
      JSON.stringify(
        Object.fromEntries(Array.from({ length: 250 }, (_, at) => [`f${at}`, at % 2 ? value : `${value}`])),
      );
    const found = new DifferenceCollector();
    compareJson(jsonValue(object(1)), jsonValue(object(2)), found);
    expect(found.differences).toHaveLength(MAX_DIFFERENCES);
    expect(found.overflow).toBe(true);
  });

  test('shapes carry sizes and where the edit is, never a value', () => {
    const found = differencesInJson(
      '{"s":"Anna Müller 😀 x","n":-12.50,"o":{"a":1},"z":[1,2]}',
      '{"s":"Anna Möller 😀 x","n":13,"o":[],"z":null}',
    );
    expect(found.map(({ path, primary, shadow }) => [path, primary, shadow])).toEqual([
      [
        '$.s',
        { type: 'string', length: 15, edit: { commonPrefix: 6, commonSuffix: 8 } },
        { type: 'string', length: 15, edit: { commonPrefix: 6, commonSuffix: 8 } },
      ],
      ['$.n', { type: 'number', length: 4, scale: 2 }, { type: 'number', length: 2, scale: 0 }],
      ['$.o', { type: 'object', length: 1 }, { type: 'array', length: 0 }],
      ['$.z', { type: 'array', length: 2 }, { type: 'null' }],
    ]);
  });

  test('below the depth that is taken apart, a change is still told', () => {
    const deep = (leaf: number) => '['.repeat(1_000) + String(leaf) + ']'.repeat(1_000);
    expect(kindsInJson(deep(1), deep(1))).toEqual([]);
    expect(kindsInJson(deep(1), deep(2))).toEqual([expect.stringMatching(/^value \$/)]);
  });
});
