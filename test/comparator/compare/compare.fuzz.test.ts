import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compare, type Comparison } from '../../../comparator/compare/compare.ts';
import { MAX_DIFFERENCES } from '../../../comparator/compare/difference-collector.ts';
import { noExpectations } from '../../../comparator/compare/expectations.ts';
import { parseJson } from '../../../comparator/compare/parse-json.ts';
import { pairOfAnswers, type Answer } from '../../makers/pair-of-answers.ts';

const policy = { headers: [], expectations: noExpectations };

function compared(primary: Answer, shadow: Answer): Comparison {
  const comparison = compare(pairOfAnswers(primary, shadow), policy);
  expect(['compared', 'truncated', 'not-comparable']).toContain(comparison.kind);
  expect(comparison.differences.length).toBeLessThanOrEqual(MAX_DIFFERENCES);
  for (const { path } of comparison.differences) expect(path.length).toBeLessThan(410);
  return comparison;
}

const list = (length: number, element: (at: number) => string): string =>
  `[${Array.from({ length }, (_, at) => element(at)).join()}]`;
const object = (size: number, member: (at: number) => string): string =>
  `{${Array.from({ length: size }, (_, at) => member(at)).join()}}`;

/** Bodies that have broken JSON readers, or made them slow. */
const corpus: Readonly<Record<string, string | Uint8Array>> = {
  empty: '',
  'a byte order mark': '\ufeff{"a":1}',
  'a lone surrogate, escaped': '{"a":"\\ud800","\\udfff":1}',
  'every escape': '{"a\\u0000\\"\\\\\\/\\b\\f\\n\\r\\t\\u20ac":"\\u0000\\"\\\\\\/\\b\\f\\n\\r\\t\\u20ac"}',
  'bytes that are no UTF-8': Buffer.from([0x7b, 0x22, 0xc0, 0xaf, 0x22, 0x3a, 0x31, 0x7d]),
  'UTF-16': Buffer.from('{"a":1}', 'utf16le'),
  'names of the language': '{"__proto__":{"a":1},"constructor":1,"toString":2,"hasOwnProperty":3,"":4}',
  'names twice': '{"a":1,"a":2}',
  'names twice below': '[{"a":1},{"a":1,"b":2,"a":3}]',
  'not numbers': '[NaN,Infinity,-Infinity]',
  'numbers at every edge':
    '[-0,0e0,1e400,-1e-400,9007199254740993,0.1000000000000000055511151231257827,1E+05]',
  'an exponent of 50,000 digits': `1e${'9'.repeat(50_000)}`,
  'another exponent of 50,000 digits': `1e-${'8'.repeat(50_000)}`,
  'a number of 50,000 digits': '7'.repeat(50_000),
  'a fraction of 50,000 digits': `0.${'3'.repeat(50_000)}`,
  'nesting of arrays': '['.repeat(30_000) + ']'.repeat(30_000),
  'nesting of objects': '{"a":'.repeat(10_000) + '1' + '}'.repeat(10_000),
  'nesting that never ends': '[{"a":'.repeat(10_000),
  'closing only': ']}'.repeat(10_000),
  '10,000 members': object(10_000, (at) => `"member_${at}":${at}`),
  '10,000 members of no id': object(10_000, (at) => `"m${'x'.repeat(at % 50)}${at.toString(36)}y":"${at}"`),
  '10,000 elements': list(10_000, (at) => String((at * 7_919) % 104_729)),
  '10,000 equal elements': list(10_000, () => '1'),
  'rows that start alike': list(
    500,
    (at) => `{"kind":"a row that starts as all the others do, and more","n":${at}}`,
  ),
  'rows with keys twice': list(500, (at) => `{"id":${at % 7},"n":${at}}`),
  'rows with long common starts': list(
    40,
    (at) => `{"id":${at % 3},"text":"${'x'.repeat(1_000)}","n":${at}}`,
  ),
  'text only': 'x'.repeat(60_000),
  'a quote that never closes': `"${'\\"'.repeat(30_000)}`,
};

describe('bodies that nobody sends on purpose', () => {
  const named = Object.entries(corpus);

  test.each(named)('%s, against each of the others and itself, ends in a comparison', (_, body) => {
    for (const [, other] of named) compared({ body }, { body: other });
    expect(compared({ body }, { body })).toMatchObject({ kind: 'compared', differences: [] });
  });

  test.each(named)('%s, compressed or cut, ends in a comparison', (_, body) => {
    const zipped = gzipSync(body);
    const headers = { 'content-encoding': 'gzip' };
    const half = zipped.subarray(0, zipped.length >> 1);
    compared({ body: zipped, headers }, { body });
    compared({ body: half, headers, totalBytes: zipped.length }, { body: zipped, headers });
    const bytes = Buffer.from(body);
    compared({ body: bytes.subarray(0, bytes.length >> 1), totalBytes: bytes.length + 1 }, { body });
  });

  test('random bytes under any type end in a comparison', () => {
    const type = fc.constantFrom('application/json', 'application/x-ndjson', 'text/html', 'image/png', '');
    const answer = fc.record({
      body: fc.oneof(fc.uint8Array({ maxLength: 60 }), fc.string(), fc.json()),
      headers: fc.record({ 'content-type': type }),
    });
    fc.assert(
      fc.property(answer, answer, (primary, shadow) => {
        compared(primary, shadow);
      }),
      { numRuns: 1_000 },
    );
  });

  test('JSON with characters changed ends in a comparison', () => {
    const change = fc.tuple(
      fc.nat(),
      fc.constantFrom('{', '}', '[', ']', ',', ':', '"', '\\', '0', 'e', '\u0000', 'é'),
    );
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), fc.array(change, { maxLength: 4 }), (text, changes) => {
        let changed = text;
        for (const [place, character] of changes) {
          const at = place % (changed.length + 1);
          changed = changed.slice(0, at) + character + changed.slice(at + 1);
        }
        compared({ body: text }, { body: changed });
      }),
      { numRuns: 2_000 },
    );
  });

  test('a text is read the same beside a twin as alone, whatever the twin', () => {
    const text = fc.oneof(
      fc.json(),
      fc.constantFrom(...named.map(([, body]) => Buffer.from(body).toString())),
    );
    const options = fc.record({ cut: fc.boolean(), end: fc.double({ min: 0, max: 1, noNaN: true }) });
    fc.assert(
      fc.property(text, text, options, (of, whole, { cut, end }) => {
        const twin = parseJson(of);
        const read = cut ? whole.slice(0, Math.floor(end * whole.length)) : whole;
        const alone = parseJson(read, { cut });
        const beside = parseJson(read, { cut, twin: twin.kind === 'json' ? twin.value : undefined });
        expect(beside.kind).toBe(alone.kind);
        if (alone.kind !== 'json' || beside.kind !== 'json') return;
        expect(beside.open.size).toBe(alone.open.size);
        expect(beside.value).toEqual(alone.value);
      }),
      { numRuns: 500 },
    );
  });
});
