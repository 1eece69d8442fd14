import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { isUnsafe } from '../../../comparator/endpoint/is-unsafe.ts';
import { capturedRequest } from '../../makers/captured-request.ts';
import { graphqlRequest } from '../../makers/graphql-request.ts';
import { capturedBody } from '../../makers/pair-of-answers.ts';

const nothing = { safe: [], unsafe: [] };
const lists = {
  safe: [
    { method: 'POST', path: '/search' },
    { method: 'POST', path: '/graphql' },
  ],
  unsafe: [
    { method: 'GET', path: '/visit' },
    { method: 'POST', path: '/audited' },
  ],
};

describe('whether a request may write', () => {
  test.each<[string, string, boolean]>([
    ['GET', '/orders', false],
    ['HEAD', '/orders', false],
    ['OPTIONS', '/orders', false],
    ['TRACE', '/orders', false],
    ['POST', '/orders', true],
    ['PUT', '/orders', true],
    ['PATCH', '/orders', true],
    ['DELETE', '/orders', true],
    ['PURGE', '/orders', true],
    ['get', '/orders', true],
    ['POST', '/search?q=1', false],
    ['POST', '/search/', true],
    ['POST', '/search/more', true],
    ['PUT', '/search', true],
    ['GET', '/visit?x=1', true],
    ['GET', '/visits', false],
  ])('%s %s: %s', (method, path, expected) => {
    expect(isUnsafe(capturedRequest({ method, path }), lists)).toBe(expected);
  });

  test.each<[string, unknown, boolean]>([
    ['a query', { query: 'query A { a }' }, false],
    ['a mutation', { query: 'mutation A { a }' }, true],
    ['the query that is meant', { query: 'query A { a } mutation B { b }', operationName: 'A' }, false],
    ['the mutation that is meant', { query: 'query A { a } mutation B { b }', operationName: 'B' }, true],
    ['one of several, not said which', { query: 'query A { a } mutation B { b }' }, true],
    ['a batch of queries', [{ query: '{ a }' }, { query: '{ b }' }], false],
    ['a batch with a mutation', [{ query: '{ a }' }, { query: 'mutation { b }' }], true],
    ['a batch with something else', [{ query: '{ a }' }, 1], true],
    ['an empty batch', [], true],
    ['no GraphQL', { query: 'shoes' }, true],
  ])('GraphQL, %s', (_, body, expected) => {
    expect(isUnsafe(graphqlRequest(body), nothing)).toBe(expected);
  });

  test('a path declared safe does not hide a mutation, and one declared unsafe holds for queries', () => {
    expect(isUnsafe(graphqlRequest({ query: 'mutation { a }' }), lists)).toBe(true);
    expect(isUnsafe(graphqlRequest({ query: 'hash only' }), lists)).toBe(false);
    expect(isUnsafe(graphqlRequest({ query: '{ a }' }, '/audited'), lists)).toBe(true);
  });

  test('GraphQL as a document, compressed, and over GET', () => {
    const document = (text: string) =>
      capturedRequest({
        method: 'POST',
        path: '/graphql',
        headers: { 'content-type': 'application/graphql' },
        body: capturedBody(text),
      });
    expect(isUnsafe(document('{ a }'), nothing)).toBe(false);
    expect(isUnsafe(document('mutation { a }'), nothing)).toBe(true);
    const compressed = capturedRequest({
      method: 'POST',
      path: '/graphql',
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      body: capturedBody(new Uint8Array(gzipSync('{"query":"{ a }"}'))),
    });
    expect(isUnsafe(compressed, nothing)).toBe(false);
    expect(isUnsafe(capturedRequest({ path: '/graphql?query=mutation%7Ba%7D' }), nothing)).toBe(true);
    expect(isUnsafe(capturedRequest({ path: '/graphql?query=%7Ba%7D' }), nothing)).toBe(false);
  });

  test('a body cut before it says what it does is decided by its method', () => {
    const cut = (text: string) =>
      capturedRequest({
        method: 'POST',
        path: '/graphql',
        headers: { 'content-type': 'application/json' },
        body: capturedBody(text, 9_999),
      });
    expect(isUnsafe(cut('{"query":"{ a }","variables":{"x":"yyy'), nothing)).toBe(false);
    expect(isUnsafe(cut('{"query":"{ a '), nothing)).toBe(true);
    expect(isUnsafe(cut('{"query":"query A { a } mutation B { b }","variables":{'), nothing)).toBe(true);
    expect(isUnsafe(cut('[{"query":"{ a }"},{"query":"mut'), nothing)).toBe(true);
    expect(isUnsafe(cut('[{"query":"{ a }"}'), nothing)).toBe(true);
  });

  test('without a body, the method decides', () => {
    expect(isUnsafe(capturedRequest({ method: 'POST', path: '/graphql' }), nothing)).toBe(true);
  });
});
