import fc from 'fast-check';

/** Names that mean something to JavaScript, to paths, to PostgreSQL or to nobody. */
const oddNames = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  '..',
  '.',
  '%2e%2e',
  '..%2f..%2fetc%2fpasswd',
  '%00',
  'a%00b',
  '%',
  '%E0%A4%A',
  '%ff%fe',
  '%ed%a0%80',
  '%0d%0aset-cookie:%20a=b',
  '*',
  "'--",
  '{name}',
  ':name',
  '-',
  'A'.repeat(64),
  'a'.repeat(8_000),
];

/** One segment of a path as it is sent, seldom one that the server knows. */
export function oddSegment(...known: readonly string[]): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...known) },
    { weight: 2, arbitrary: fc.constantFrom(...oddNames) },
    {
      weight: 1,
      arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).map(encodeURIComponent),
    },
  );
}

/** A query string with its question mark, or none. */
export function oddQuery(...names: readonly string[]): fc.Arbitrary<string> {
  const name = fc.oneof(fc.constantFrom(...names), fc.constantFrom('__proto__', 'a[b]', 'a[]', '', '%'));
  const value = fc.oneof(
    fc.constantFrom('0', '1', '-1', '1e9', '501', 'NaN', '', '%00', '%', 'value', 'GET%20%2Forders'),
    fc.string({ unit: 'grapheme', maxLength: 30 }).map(encodeURIComponent),
    // Cursors, forged.
    fc.json({ maxDepth: 2 }).map((json) => Buffer.from(json).toString('base64url')),
    fc
      .tuple(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), fc.constantFrom('value', 'x'))
      .map((identity) => Buffer.from(JSON.stringify(identity)).toString('base64url')),
  );
  return fc
    .array(fc.tuple(name, value), { maxLength: 4 })
    .map((pairs) => (pairs.length === 0 ? '' : `?${pairs.map((pair) => pair.join('=')).join('&')}`));
}
