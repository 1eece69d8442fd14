import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { leafPaths } from '../../../comparator/findings/leaf-paths.ts';
import { exchange } from '../../makers/exchange.ts';

function pathsOf(body: string, headers: Record<string, string> = {}): string[] {
  return [...leafPaths(exchange({ body, headers }).response)].sort();
}

describe('the fields of an answer', () => {
  test.each([
    [{ id: 1, total: { net: '1', gross: null } }, ['$.id', '$.total.gross', '$.total.net']],
    [
      [{ sku: 'a' }, { sku: 'b', tags: [] }],
      ['$[].sku', '$[].tags'],
    ],
    [{ items: [[1], [2]], notes: {} }, ['$.items[][]', '$.notes']],
    [{ byId: { '3f2504e0-4f89-11d3-9a0c-0305e82c3301': { n: 1 } } }, ['$.byId{}.n']],
    ['text', ['$']],
  ])('%j are named as differences are', (value, paths) => {
    expect(pathsOf(JSON.stringify(value))).toEqual(paths);
  });

  test.each([
    ['no JSON', '<p>hello</p>', { 'content-type': 'text/html' }],
    ['broken JSON', '{"a":', {}],
    ['nothing', '', {}],
    ['what is said to be compressed and is not', '{"a":1}', { 'content-encoding': 'gzip' }],
  ])('are none of %s', (_, body, headers) => {
    expect(pathsOf(body, headers)).toEqual([]);
  });

  test('are found in what was compressed', () => {
    const zipped = gzipSync('{"a":1}');
    const { response } = exchange({ headers: { 'content-encoding': 'gzip' } });
    const body = { data: new Uint8Array(zipped), base64: false, totalBytes: zipped.length, truncated: false };
    expect([...leafPaths({ ...response, body })]).toEqual(['$.a']);
  });

  test('are 500 at most', () => {
    const wide = Array.from({ length: 30 }, (_, outer) => [
      `group_${'abcdefghijklmnopqrstuvwxyzABCD'[outer] ?? ''}`,
      Object.fromEntries(
        Array.from({ length: 30 }, (_, inner) => [
          `field_${'abcdefghijklmnopqrstuvwxyzABCD'[inner] ?? ''}`,
          1,
        ]),
      ),
    ]);
    expect(pathsOf(JSON.stringify(Object.fromEntries(wide)))).toHaveLength(500);
  });
});
