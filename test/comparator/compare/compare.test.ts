import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compare } from '../../../comparator/compare/compare.ts';
import type { Comparison, ComparePolicy } from '../../../comparator/compare/compare.ts';
import { noExpectations } from '../../../comparator/compare/expectations.ts';
import { pairOfAnswers } from '../../makers/pair-of-answers.ts';
import type { Answer } from '../../makers/pair-of-answers.ts';

const policy: ComparePolicy = { headers: [], expectations: noExpectations };
const identical = { kind: 'compared', differences: [], explained: [], overflow: false };

function comparing(primary: Answer, shadow: Answer, over: Partial<ComparePolicy> = {}): Comparison {
  return compare(pairOfAnswers(primary, shadow), { ...policy, ...over });
}

/** What a comparison comes to, in one line. */
function told(comparison: Comparison): string {
  const found = comparison.differences.map((difference) => `${difference.class} ${difference.path}`);
  return [
    comparison.kind,
    ...(comparison.kind === 'not-comparable' ? [comparison.reason] : []),
    ...found,
  ].join(', ');
}

const typed = (contentType: string | undefined) =>
  ({ 'content-type': contentType }) as Record<string, string>;

describe('comparing two answers', () => {
  test('equal answers are a match, with nothing parsed', () => {
    const broken = { body: '{"a":' };
    expect(comparing(broken, broken)).toEqual(identical);
  });

  test.each<[string, Answer, Answer, string]>([
    [
      'another status of one family: the bodies count too',
      { body: '{"a":1}' },
      { status: 201, body: '{"a":2}' },
      'compared, status status, value $.a',
    ],
    [
      'another family: the status says it all',
      { body: '{"a":1}' },
      { status: 404, body: '{"title":"no"}', headers: typed('application/problem+json') },
      'compared, status status',
    ],
    ['an error that became another', { status: 404 }, { status: 500 }, 'compared, status status'],
    ['no answer', { status: 0 }, { status: 200 }, 'not-comparable, no-response'],
    ['no answer on both sides is no match', { status: 0 }, { status: 0 }, 'not-comparable, no-response'],
    ['304 against content', { status: 304, body: null }, { body: '{}' }, 'not-comparable, not-modified'],
    ['content against 304', { body: '{}' }, { status: 304, body: null }, 'not-comparable, not-modified'],
    ['304 on both sides', { status: 304, body: null }, { status: 304, body: null }, 'compared'],
    [
      '304 against an error',
      { status: 304, body: null },
      { status: 404, body: '{}' },
      'compared, status status',
    ],
    ['204 on both sides', { status: 204, body: null }, { status: 204, body: null }, 'compared'],
    ['parts that differ', { status: 206, body: 'ab' }, { status: 206, body: 'cd' }, 'not-comparable, range'],
    ['parts that agree', { status: 206, body: 'ab' }, { status: 206, body: 'ab' }, 'compared'],
    ['a part against the whole', { status: 206, body: 'ab' }, { body: 'ab' }, 'not-comparable, range'],
    ['a body that was not captured', { body: '{}' }, { body: null }, 'not-comparable, body-not-captured'],
    [
      'bodies that were not captured are no match',
      { body: null },
      { body: null },
      'not-comparable, body-not-captured',
    ],
    ['an empty body is no match', { body: '{"a":1}' }, { body: '' }, 'compared, missing-field $'],
    ['a body where there was none', { body: '' }, { body: '{"a":1}' }, 'compared, extra-field $'],
    ['duplicate names', { body: '{"a":1,"a":2}' }, { body: '{"a":2}' }, 'not-comparable, duplicate-keys'],
    ['JSON against broken JSON', { body: '{"a":1}' }, { body: '{"a":NaN}' }, 'compared, value $'],
    ['JSON that breaks off', { body: '{"a":1}' }, { body: '{"a"' }, 'compared, truncation $'],
    ['broken JSON on both sides', { body: 'oops 1' }, { body: 'oops 2' }, 'compared, value $'],
    [
      'JSON with bytes that are no UTF-8',
      { body: '{"a":"é"}' },
      { body: Buffer.from('{"a":"é"}', 'latin1') },
      'compared, value $',
    ],
  ])('%s', (_, primary, shadow, expected) => {
    expect(told(comparing(primary, shadow))).toBe(expected);
  });

  test('an answer to HEAD has no body', () => {
    expect(compare(pairOfAnswers({ body: null }, { body: null }, 'HEAD'), policy)).toEqual(identical);
  });

  test('what was found before the comparison had to stop is kept', () => {
    const comparison = comparing({ body: '{"a":1,"a":2}' }, { status: 201, body: '{"a":2}' });
    expect(told(comparison)).toBe('not-comparable, duplicate-keys, status status');
  });

  describe('content types', () => {
    test.each<[string, string | undefined, string, string | undefined, string, string]>([
      [
        'case and quoting',
        'application/json; charset=UTF-8',
        '{"a":1}',
        'Application/JSON;charset="utf-8"',
        '{"a": 1}',
        'compared',
      ],
      [
        'JSON is UTF-8, said or unsaid',
        'application/json',
        '{"a":1}',
        'application/json; charset=utf8',
        '{"a": 1}',
        'compared',
      ],
      [
        'two kinds of JSON',
        'application/json',
        '{"a":1}',
        'application/hal+json',
        '{"a":2}',
        'compared, content-type header.content-type, value $.a',
      ],
      [
        'JSON called text',
        'application/json',
        '{"a":1}',
        'text/plain',
        '{"a":2}',
        'compared, content-type header.content-type, value $.a',
      ],
      [
        'JSON against a page',
        'application/json',
        '{"a":1}',
        'text/html',
        '<p>',
        'compared, content-type header.content-type',
      ],
      ['unnamed JSON', undefined, '{"a":1}', undefined, '{"a":2}', 'compared, value $.a'],
      ['unnamed text', undefined, 'hello world', undefined, 'hello', 'compared, truncation $'],
      [
        'content type lost',
        'application/json',
        '{"a":1}',
        undefined,
        '{"a":1}',
        'compared, content-type header.content-type',
      ],
      [
        'another charset of text',
        'text/plain; charset=utf-8',
        'a',
        'text/plain; charset=latin1',
        'a',
        'compared, content-type header.content-type',
      ],
      [
        'lines of JSON',
        'application/x-ndjson',
        '{"a":1}\n{"a":2}\n',
        'application/x-ndjson',
        '{"a":1}\n{"a":3}',
        'compared, value $[].a',
      ],
      [
        'a line of JSON more',
        'application/x-ndjson',
        '1\n2\n',
        'application/x-ndjson',
        '1\n2\n3\n',
        'compared, length $',
      ],
      [
        'a broken line of JSON',
        'application/x-ndjson',
        '1\n2\n',
        'application/x-ndjson',
        '1\n?\n',
        'compared, value $',
      ],
      [
        'a form',
        'application/x-www-form-urlencoded',
        'a=1&b=x+y&b=2',
        'application/x-www-form-urlencoded',
        'b=x%20y&b=3',
        'compared, missing-field $.a, value $.b[]',
      ],
      ['a page', 'text/html', '<p>one</p>', 'text/html', '<p>two</p>', 'compared, value $'],
      ['bytes', 'image/png', 'abcd', 'image/png', 'abce', 'compared, value $'],
      ['bytes cut', 'image/png', 'abcd', 'image/png', 'abc', 'compared, truncation $'],
      [
        'text called bytes is not read as fields',
        'application/octet-stream',
        '{"a":1}',
        'application/octet-stream',
        '{"a": 1}',
        'compared, value $',
      ],
      [
        'parts with their own boundaries',
        'multipart/mixed; boundary=a',
        '--a',
        'multipart/mixed; boundary=b',
        '--b',
        'not-comparable, multipart',
      ],
    ])('%s', (_, primaryType, primary, shadowType, shadow, expected) => {
      const comparison = comparing(
        { headers: typed(primaryType), body: primary },
        { headers: typed(shadowType), body: shadow },
      );
      expect(told(comparison)).toBe(expected);
    });
  });

  describe('content encodings', () => {
    const encode = { gzip: gzipSync, 'x-gzip': gzipSync, deflate: deflateSync, br: brotliCompressSync };

    test.each(Object.entries(encode))('%s is undone', (coding, compress) => {
      const coded = (text: string) => ({
        headers: { 'content-encoding': coding },
        body: new Uint8Array(compress(text)),
      });
      expect(told(comparing(coded('{"a":1}'), coded('{"a":2}')))).toBe('compared, value $.a');
      expect(told(comparing(coded('{"a":1}'), { body: '{"a": 1}' }))).toBe('compared');
    });

    test('bare deflate and codings on codings are undone', () => {
      const bare = {
        headers: { 'content-encoding': 'deflate' },
        body: new Uint8Array(deflateRawSync('{"a":1}')),
      };
      const twice = {
        headers: { 'content-encoding': 'gzip, br' },
        body: new Uint8Array(brotliCompressSync(gzipSync('{"a":2}'))),
      };
      expect(told(comparing(bare, twice))).toBe('compared, value $.a');
    });

    test.each<[string, string, Uint8Array, string]>([
      ['bytes that are not in it', 'gzip', Buffer.from('not gzip'), 'content-encoding'],
      ['gzip that breaks off', 'gzip', gzipSync('{"a":1}').subarray(0, 15), 'content-encoding'],
      ['one not known', 'zstd', Buffer.from('zstd'), 'content-encoding'],
      ['too many', 'gzip, gzip, gzip, gzip', Buffer.from('x'), 'content-encoding'],
      ['a bomb', 'gzip', gzipSync(Buffer.alloc(64 * 1024 * 1024)), 'inflated-too-large'],
    ])('%s: not comparable', (_, coding, body, reason) => {
      const coded = { headers: { 'content-encoding': coding }, body: new Uint8Array(body) };
      expect(told(comparing({ body: '{"a":1}' }, coded))).toBe(`not-comparable, ${reason}`);
    });

    test('the same bytes under another encoding are not the same body', () => {
      const gzipped = new Uint8Array(gzipSync('{"a":1}'));
      const comparison = comparing(
        { headers: { 'content-encoding': 'gzip' }, body: gzipped },
        { headers: { 'content-type': 'application/json' }, body: gzipped },
      );
      expect(comparison.differences).not.toEqual([]);
    });
  });

  describe('bodies over the capture cap', () => {
    test.each<[string, Answer, Answer, string]>([
      [
        'equal as far as seen',
        { body: '{"a":[1,2', totalBytes: 99 },
        { body: '{"a":[1,2', totalBytes: 99 },
        'truncated',
      ],
      [
        'of different length',
        { body: '{"a":[1,2', totalBytes: 99 },
        { body: '{"a":[1,2', totalBytes: 98 },
        'truncated, length $',
      ],
      ['one whole', { body: '{"a":[1,2]}' }, { body: '{"a":[1,2', totalBytes: 99 }, 'truncated, length $'],
      ['whole against longer', { body: '[1]' }, { body: '[1]', totalBytes: 99 }, 'truncated, length $'],
      ['longer against whole', { body: '[1]', totalBytes: 99 }, { body: '[1]' }, 'truncated, length $'],
      [
        'a field that the cut took on one side',
        { body: '{"a":1,"b', totalBytes: 99 },
        { body: '{"a":1,"b":2,"c":3', totalBytes: 99 },
        'truncated',
      ],
      [
        'a field that the cut took on the other side',
        { body: '{"a":1,"b":2,"c":3', totalBytes: 99 },
        { body: '{"a":1,"b', totalBytes: 99 },
        'truncated',
      ],
      [
        'a field differs',
        { body: '{"a":1,"b":"te', totalBytes: 99 },
        { body: '{"a":2,"b":"te', totalBytes: 98 },
        'truncated, value $.a',
      ],
      [
        'a field is missing where the cut is not',
        { body: '{"o":{"a":1},"b', totalBytes: 99 },
        { body: '{"o":{},"b":123', totalBytes: 99 },
        'truncated, missing-field $.o.a',
      ],
      [
        'elements of a cut array',
        { body: '[{"a":1},{"a":2}', totalBytes: 99 },
        { body: '[{"a":1},{"a":3},{"a', totalBytes: 99 },
        'truncated, value $[].a',
      ],
      [
        'lines',
        { headers: typed('application/x-ndjson'), body: '1\n2\n3', totalBytes: 99 },
        { headers: typed('application/x-ndjson'), body: '1\n5\n33', totalBytes: 99 },
        'truncated, value $[]',
      ],
      [
        'a form',
        { headers: typed('application/x-www-form-urlencoded'), body: 'a=1&b=2', totalBytes: 99 },
        { headers: typed('application/x-www-form-urlencoded'), body: 'a=2&b=3', totalBytes: 99 },
        'truncated, value $.a',
      ],
      [
        'text',
        { headers: typed('text/plain'), body: 'abc', totalBytes: 99 },
        { headers: typed('text/plain'), body: 'abd', totalBytes: 99 },
        'truncated, value $',
      ],
      [
        'bytes',
        { headers: typed('image/png'), body: 'abc', totalBytes: 99 },
        { headers: typed('image/png'), body: 'abcd', totalBytes: 99 },
        'truncated',
      ],
    ])('%s', (_, primary, shadow, expected) => {
      expect(told(comparing(primary, shadow))).toBe(expected);
    });

    test('compressed ones are compared as far as they can be read', () => {
      const rows = (price: number) =>
        JSON.stringify(
          Array.from({ length: 2_000 }, (_, at) => ({
            at,
            note: `${at * 7919}`,
            price: at === 3 ? price : 1,
          })),
        );
      const cut = (text: string) => {
        const whole = gzipSync(text);
        return {
          headers: { 'content-encoding': 'gzip' },
          body: new Uint8Array(whole.subarray(0, 4_000)),
          totalBytes: whole.length,
        };
      };
      expect(told(comparing(cut(rows(1)), cut(rows(1))))).toBe('truncated');
      expect(told(comparing(cut(rows(1)), cut(rows(2))))).toBe('truncated, value $[].price');
    });

    test('one of which the cut left nothing readable is not empty', () => {
      const start = new Uint8Array(gzipSync('{"a":1}').subarray(0, 10));
      const cut = { headers: { 'content-encoding': 'gzip' }, body: start, totalBytes: 99 };
      expect(told(comparing({ body: '{"a":1}' }, cut))).toBe('truncated');
    });
  });

  describe('headers', () => {
    const answer = (headers: Record<string, string>): Answer => ({ headers, body: '{}' });

    test('only named ones are compared', () => {
      const [primary, shadow] = [
        answer({ etag: 'a', 'content-length': '2' }),
        answer({ 'content-length': '3' }),
      ];
      expect(told(comparing(primary, shadow))).toBe('compared');
      expect(told(comparing(primary, shadow, { headers: ['etag'] }))).toBe('compared, header header.etag');
      expect(told(comparing(primary, shadow, { headers: ['content-length', 'content-type'] }))).toBe(
        'compared, header header.content-length',
      );
    });

    test('a shape says where two values part, not what they are', () => {
      const [difference] = comparing(answer({ etag: 'secret-1' }), answer({}), {
        headers: ['etag'],
      }).differences;
      expect(difference).toMatchObject({
        primary: { type: 'string', length: 8 },
        shadow: { type: 'absent' },
      });
      expect(JSON.stringify(difference)).not.toContain('secret');
    });
  });

  describe('what is declared of status, as any other rule that hides as evidence is read,', () => {
    test('leaves the difference, and has the rest compared', () => {
      const expectations = { ...noExpectations, comparesPast: () => true };
      const comparison = comparing({ body: '{"a":1}' }, { status: 404, body: '{"a":2}' }, { expectations });
      expect(told(comparison)).toBe('compared, status status, value $.a');
    });
  });

  test('whatever the bytes, types and encodings, it ends in a comparison, and equal answers never differ', () => {
    const headers = fc.record({
      'content-type': fc.constantFrom(
        'application/json',
        'text/plain; charset=utf-16',
        'text/plain; charset=?',
        'application/x-ndjson',
        'application/x-www-form-urlencoded',
        'image/png',
        ';=;',
        '',
      ),
      'content-encoding': fc.constantFrom('', 'gzip', 'deflate', 'br', 'identity', ',,', 'gzip,br'),
    });
    const body = fc.oneof(
      fc.uint8Array({ maxLength: 64 }),
      fc.json().map((text) => new Uint8Array(gzipSync(text))),
      fc.json(),
      fc.string(),
    );
    const extraBytes = fc.nat(2);
    const answers = fc
      .record({ headers, body, extraBytes, status: fc.constantFrom(200, 201, 206, 304, 404, 500) })
      .map(({ headers: named, body: content, extraBytes: extra, status }): Answer => ({
        status,
        headers: named,
        body: content,
        ...(extra > 0 && { totalBytes: Buffer.from(content).length + extra }),
      }));
    fc.assert(
      fc.property(answers, answers, (a, b) => {
        expect(['compared', 'truncated', 'not-comparable']).toContain(comparing(a, b).kind);
        expect(comparing(a, a).differences).toEqual([]);
      }),
      { numRuns: 2_000 },
    );
  });
});
