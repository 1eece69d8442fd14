import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseGraphqlDocument } from '../../../comparator/endpoint/graphql-document.ts';

describe('GraphQL documents', () => {
  test.each<[string, string, string[]]>([
    ['shorthand', '{ a }', ['query ']],
    ['anonymous', 'mutation { a }', ['mutation ']],
    [
      'with variables',
      'query Q($a: In = {b: "}"}, $c: [Int!]! = [1]) @live(if: true) { a(x: {y: $a}) { b } }',
      ['query Q'],
    ],
    ['subscription', 'subscription S { a }', ['subscription S']],
    [
      'several, with a fragment',
      'fragment F on T { mutation } query A { ...F } mutation B { b }',
      ['query A', 'mutation B'],
    ],
    ['a field called mutation', 'query A { mutation query }', ['query A']],
    ['a query called mutation', 'query mutation { a }', ['query mutation']],
    ['mutation in a comment', '# mutation M { a }\nquery A { a # }\n }', ['query A']],
    ['mutation in a text', 'query A { a(x: "} mutation M { b }") }', ['query A']],
    ['mutation in a block text', 'query A { a(x: """ " } \\""" mutation M { """) }', ['query A']],
    ['commas and a byte order mark', '\uFEFF,query,A,{,a,}', ['query A']],
  ])('%s', (_, text, expected) => {
    expect(parseGraphqlDocument(text)?.map(({ type, name }) => `${type} ${name ?? ''}`)).toEqual(expected);
  });

  test.each([
    '',
    '# only a comment',
    'shoes',
    'query',
    'query shoes',
    'query A { a',
    'query A { a }}',
    '}',
    'query A ) {a}',
    'query A { a("x }',
    'query A { ? }',
    'type T { a: Int }',
    'fragment F on T { a }',
    `{${'a '.repeat(60_000)}}`,
  ])('is none: %j', (text) => {
    expect(parseGraphqlDocument(text)).toBeUndefined();
  });

  test('no text makes it throw', () => {
    const soup = fc.array(
      fc.constantFrom(
        'query',
        'mutation',
        'A',
        '{',
        '}',
        '(',
        ')',
        '"',
        '"""',
        '\\',
        '#',
        '\n',
        ' ',
        '$a',
        ':',
        '...',
        '@',
        '1.5',
      ),
    );
    fc.assert(
      fc.property(soup, (parts) => {
        parseGraphqlDocument(parts.join(''));
      }),
      { numRuns: 2_000 },
    );
  });

  test.each([
    '"'.repeat(99_999),
    '"""'.repeat(33_000),
    '\\'.repeat(99_999),
    '{'.repeat(99_999),
    `"""${'\\"'.repeat(49_000)}`,
    '#'.repeat(99_999),
  ])('a hostile text costs no more than its length', (text) => {
    const start = performance.now();
    parseGraphqlDocument(text);
    expect(performance.now() - start).toBeLessThan(1_000);
  });
});
