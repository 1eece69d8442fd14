import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EndpointLearner } from '../../../comparator/endpoint/endpoint-learner.ts';
import { Endpoints } from '../../../comparator/endpoint/endpoints.ts';
import { capturedRequest } from '../../makers/captured-request.ts';
import { graphqlRequest } from '../../makers/graphql-request.ts';

function named(path: string, method = 'GET', declared: readonly string[] = []): string {
  return new Endpoints(declared).endpointOf(capturedRequest({ method, path }));
}

describe('endpoints', () => {
  test.each([
    ['/orders', 'GET /orders'],
    ['/', 'GET /'],
    ['/orders/', 'GET /orders'],
    ['/orders?customer=4711&name=Anna', 'GET /orders'],
    ['/orders#a', 'GET /orders'],
    ['http://shop.example/orders/1', 'GET /orders/{id}'],
    ['/orders;jsessionid=5AC6268DD8D4D5D1/items', 'GET /orders/items'],
    ['/orders/17', 'GET /orders/{id}'],
    ['/orders/-1/items/2', 'GET /orders/{id}/items/{id}'],
    ['/orders/3f2b8c1e-9d4a-4a51-8a0e-0d6f3c1b2a99', 'GET /orders/{id}'],
    ['/orders/01ARZ3NDEKTSV4RRFFQ69G5FAV', 'GET /orders/{id}'],
    ['/blobs/9f86d081884c7d65', 'GET /blobs/{id}'],
    ['/days/2026-03-01', 'GET /days/{id}'],
    ['/users/anna%40example.org', 'GET /users/{id}'],
    ['/users/100%', 'GET /users/100%'],
    ['/customers/cus_9s6XKzkNRiz8i3Qa', 'GET /customers/{id}'],
    ['/orders/ORD-123', 'GET /orders/{id}'],
    ['/orders/user_4711/items', 'GET /orders/{id}/items'],
    ['/api/v1/sha256', 'GET /api/v1/sha256'],
    ['/api/v2.1/oauth2', 'GET /api/v2.1/oauth2'],
    [`/${'a'.repeat(100)}`, 'GET /{id}'],
    [`/${'a/'.repeat(100)}`, `GET /${'a/'.repeat(16)}…`],
  ])('%s is %s', (path, endpoint) => {
    expect(named(path)).toBe(endpoint);
  });

  test('an unknown method is kept, what is none is not', () => {
    expect(named('/a', 'VERSION-CONTROL')).toBe('VERSION-CONTROL /a');
    expect(named('/a', 'x y')).toBe('OTHER /a');
  });

  test('declared templates come before learned ones, the most specific first', () => {
    const declared = [
      'GET /orders/{id}',
      'GET /orders/search',
      'GET /{any}/search',
      'GET /files/{name}.json',
    ];
    expect(named('/orders/abc', 'GET', declared)).toBe('GET /orders/{id}');
    expect(named('/orders/search?q=1', 'GET', declared)).toBe('GET /orders/search');
    expect(named('/parts/search', 'GET', declared)).toBe('GET /{any}/search');
    expect(named('/files/a.json', 'GET', declared)).toBe('GET /files/{name}.json');
    expect(named('/files/.json', 'GET', declared)).toBe('GET /files/.json');
    expect(named('/orders/abc', 'PUT', declared)).toBe('PUT /orders/abc');
    expect(named('/orders/abc/items', 'GET', declared)).toBe('GET /orders/abc/items');
  });

  test('a segment that has shown 50 values is variable from then on', () => {
    const endpoints = new Endpoints([]);
    const endpointOf = (path: string) => endpoints.endpointOf(capturedRequest({ path }));
    const names = Array.from({ length: 60 }, (_, at) => 'a'.repeat(at + 1));
    const seen = new Set(names.map((name) => endpointOf(`/users/${name}/posts`)));
    expect(seen.size).toBe(51);
    expect(endpointOf('/users/anyone/posts')).toBe('GET /users/{…}/posts');
    expect(endpointOf(`/users/${names[0] ?? ''}/posts`)).toBe('GET /users/{…}/posts');
    expect(endpointOf('/users/17/posts')).toBe('GET /users/{id}/posts');
    expect(endpointOf('/orders')).toBe('GET /orders');
  });

  test('a full table names new paths {other} and counts them; what it knows keeps its name', () => {
    const endpoints = new Endpoints([], new EndpointLearner({ maxValues: 50, maxNodes: 4 }));
    const endpointOf = (path: string) => endpoints.endpointOf(capturedRequest({ path }));
    expect(endpointOf('/a/b/c')).toBe('GET /a/b/c');
    expect(endpointOf('/d')).toBe('GET {other}');
    expect(endpointOf('/a/b/e')).toBe('GET {other}');
    expect(endpointOf('/a/b/c')).toBe('GET /a/b/c');
    expect(endpoints.others).toBe(2);
  });

  test('a segment that became variable gives its room back', () => {
    const endpoints = new Endpoints([], new EndpointLearner({ maxValues: 3, maxNodes: 6 }));
    const endpointOf = (path: string) => endpoints.endpointOf(capturedRequest({ path }));
    for (const name of ['a', 'b', 'c', 'd']) endpointOf(`/users/${name}`);
    expect(endpointOf('/orders')).toBe('GET /orders');
  });

  test('whatever the paths, names are bounded in number and carry no query', () => {
    const paths = fc.array(fc.array(fc.oneof(fc.string(), fc.constantFrom('a', 'b')), { maxLength: 6 }), {
      maxLength: 200,
    });
    fc.assert(
      fc.property(paths, (all) => {
        const endpoints = new Endpoints([], new EndpointLearner({ maxValues: 3, maxNodes: 20 }));
        const names = all.map((segments) =>
          endpoints.endpointOf(capturedRequest({ path: `/${segments.join('/')}?q=secret` })),
        );
        expect(new Set(names).size).toBeLessThanOrEqual(21 + 20 * 3);
        expect(names.filter((name) => name.includes('secret'))).toEqual([]);
      }),
    );
  });

  test('what was learned outlives the declared templates', () => {
    const learner = new EndpointLearner({ maxValues: 1, maxNodes: 50 });
    const endpointOf = (declared: readonly string[], path: string) =>
      new Endpoints(declared, learner).endpointOf(capturedRequest({ path }));
    for (const path of ['/users/a', '/users/b']) endpointOf([], path);
    expect(endpointOf(['GET /users/{name}'], '/users/anna')).toBe('GET /users/{name}');
    expect(endpointOf([], '/users/anna')).toBe('GET /users/{…}');
  });

  describe('of GraphQL', () => {
    const endpointOf = (body: unknown, path = '/graphql') =>
      new Endpoints([]).endpointOf(graphqlRequest(body, path));

    test.each<[string, unknown, string]>([
      [
        'a named query',
        { query: 'query OrdersByCustomer($id: ID!) { orders(id: $id) { id } }' },
        'POST /graphql query OrdersByCustomer',
      ],
      ['a mutation', { query: 'mutation Pay { pay { id } }' }, 'POST /graphql mutation Pay'],
      ['shorthand', { query: '{ orders { id } }' }, 'POST /graphql query anonymous'],
      [
        'the operation that is named',
        { query: 'query A { a } mutation B { b }', operationName: 'B' },
        'POST /graphql mutation B',
      ],
      ['several, none named', { query: 'query A { a } mutation B { b }' }, 'POST /graphql'],
      ['a batch', [{ query: '{ a }' }, { query: '{ b }' }], 'POST /graphql batch'],
      ['a search that is no GraphQL', { query: 'query shoes' }, 'POST /graphql'],
      ['a persisted query', { operationName: 'A', extensions: {} }, 'POST /graphql'],
    ])('%s', (_, body, endpoint) => {
      expect(endpointOf(body)).toBe(endpoint);
    });

    test('operations are bounded in number', () => {
      const endpoints = new Endpoints([]);
      const names = Array.from({ length: 600 }, (_, at) =>
        endpoints.endpointOf(graphqlRequest({ query: `query Q${at} { a }` })),
      );
      expect(new Set(names).size).toBe(501);
      expect(endpoints.others).toBe(100);
    });
  });
});
