import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  JsonNested,
  JsonNumber,
  JsonObject,
  type JsonValue,
} from '../../../comparator/compare/json-value.ts';
import { MAX_JSON_DEPTH, parseJson } from '../../../comparator/compare/parse-json.ts';

/** Back to what `JSON.parse` gives. */
function plain(value: JsonValue): unknown {
  if (value instanceof JsonNumber) return Number(value.text);
  if (value instanceof JsonNested) return JSON.parse(value.text);
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof JsonObject)
    return Object.fromEntries(value.names.list.map((name, at) => [name, plain(value.values[at] ?? null)]));
  return value;
}

function parsedOrUndefined(text: string): unknown {
  const parsed = parseJson(text);
  return parsed.kind === 'json' ? { value: plain(parsed.value) } : undefined;
}

function builtIn(text: string): unknown {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}

const almostJson = fc
  .array(
    fc.constantFrom(
      ...['{', '}', '[', ']', ',', ':', '"', '\\', '0', '1', '2', '.', 'e', 'E', '+', '-'],
      'true',
      'false',
      'null',
      ' ',
      'a',
      '\\u00e9',
      '\n',
      '"k":',
      '\u0001',
    ),
  )
  .map((parts) => parts.join(''));

describe('parsing JSON', () => {
  test('agrees with JSON.parse on every valid text', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(parsedOrUndefined(text)).toEqual(builtIn(text));
      }),
    );
  });

  test('refuses what JSON.parse refuses, duplicate names apart', () => {
    fc.assert(
      fc.property(almostJson, (text) => {
        fc.pre(parseJson(text).kind !== 'duplicate-keys');
        expect(parsedOrUndefined(text)).toEqual(builtIn(text));
      }),
      { numRuns: 3_000 },
    );
  });

  test.each([
    'NaN',
    '[1,]',
    '{"a":1,}',
    '01',
    '1.',
    '.5',
    "{'a':1}",
    '"\t"',
    '"\\x"',
    '',
    ' ',
    '[1 2]',
    'tru',
    '-',
  ])('refuses %j', (text) => {
    expect(parseJson(text)).toEqual({ kind: 'not-json' });
  });

  test('keeps every digit of a number', () => {
    const parsed = parseJson('[9007199254740993,0.1000000000000000000001,1e400]');
    expect(parsed).toMatchObject({
      value: [{ text: '9007199254740993' }, { text: '0.1000000000000000000001' }, { text: '1e400' }],
    });
  });

  test('tells duplicate names, which JSON.parse hides', () => {
    expect(parseJson('{"a":{"b":1,"b":2}}')).toEqual({ kind: 'duplicate-keys' });
    expect(parseJson('{"a":1,"\\u0061":2}')).toEqual({ kind: 'duplicate-keys' });
  });

  test('a member named __proto__ is a member', () => {
    const parsed = parseJson('{"__proto__":{"a":1}}');
    expect(
      parsed.kind === 'json' && parsed.value instanceof JsonObject && parsed.value.has('__proto__'),
    ).toBe(true);
  });

  test.each([MAX_JSON_DEPTH + 1, 1_000, 100_000])('nesting of %i does not exhaust the stack', (depth) => {
    const parsed = parseJson('['.repeat(depth) + ']'.repeat(depth));
    expect(parsed.kind).toBe('json');
  });

  test.each([1_000, 100_000])('nesting of %i that never closes is refused', (depth) => {
    expect(parseJson('['.repeat(depth))).toEqual({ kind: 'not-json' });
  });

  describe('of a cut text', () => {
    test.each([
      ['{"a":1,"b":[1,2', { a: 1, b: [1] }],
      ['{"a":1,"b":"tex', { a: 1 }],
      ['{"a":1,"b"', { a: 1 }],
      ['{"a":1,"b":', { a: 1 }],
      ['{"a":1,', { a: 1 }],
      ['{"a":12', {}],
      ['[1,2.', [1]],
      ['[1,2e+', [1]],
      ['[1,-', [1]],
      ['[true,fal', [true]],
      ['["a\\', []],
      ['[{"a":{"b":[1,', [{ a: { b: [1] } }]],
    ])('%j keeps what is whole', (text, expected) => {
      const parsed = parseJson(text, { cut: true });
      expect(parsed.kind === 'json' && plain(parsed.value)).toEqual(expected);
    });

    test('any prefix of an object or array parses, and marks at most the containers it cuts', () => {
      const containers = fc.oneof(fc.array(fc.jsonValue()), fc.dictionary(fc.string(), fc.jsonValue()));
      fc.assert(
        fc.property(containers, fc.nat(), (value, seed) => {
          const text = JSON.stringify(value);
          const end = 1 + (seed % (text.length - 1));
          const parsed = parseJson(text.slice(0, end), { cut: true });
          expect(parsed.kind).toBe('json');
        }),
      );
    });

    test('what is wrong before the cut is still wrong', () => {
      expect(parseJson('{"a":1,]', { cut: true })).toEqual({ kind: 'not-json' });
      expect(parseJson('{"a" 1', { cut: true })).toEqual({ kind: 'not-json' });
    });
  });
});
