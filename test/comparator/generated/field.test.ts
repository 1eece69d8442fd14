import { describe, expect, test } from 'vitest';
import { fieldAt, spaceOfValue, spaceOfValues } from '../../../comparator/generated/field.ts';

describe('what an id numbers', () => {
  test.each([
    ['GET /orders', '$.orders[].id', 'order'],
    ['GET /orders', '$.items[].id', 'order'],
    ['GET /orders', '$.data.items[].id', 'order'],
    ['GET /orders', '$.orders.items[].id', 'order'],
    ['POST /graphql query orders', '$.data.orders.edges[].node.id', 'order'],
    ['GET /orders', '$.orders[].items[].id', 'order item'],
    ['GET /orders/{id}', '$.items[].id', 'order item'],
    ['POST /orders', '$.items[].id', 'order item'],
    ['POST /orders', '$.order.items[].id', 'order item'],
    ['POST /orders', '$.id', 'order'],
    ['POST /orders', '$.lines[].id', 'line'],
  ])('%s %s is of: %s', (endpoint, path, expected) => {
    expect(fieldAt(endpoint, path, undefined).space.name).toBe(expected);
  });
});

const uuids = ['6f9619ff-8b86-4d01-b42d-00cf4fc964ff', '0c2f5e3a-1b7d-4e6a-9f00-5a1d2b3c4d5e'] as const;

describe('the values of a field', () => {
  test.each([
    ['GET /orders/{id}', '$.id', '5', 'order'],
    ['GET /orders', '$.items[].id', '5', 'order'],
    ['GET /customers/{id}/orders', '$.data[].id', '5', 'order'],
    ['GET /orders/{id}', '$.customer.id', '5', 'customer'],
    ['GET /orders/{id}', '$.customerId', '5', 'customer'],
    ['GET /orders/{id}', '$.customer_id', '5', 'customer'],
    ['GET /orders/{id}', '$.lines[].id', '5', 'line'],
    ['GET /categories', '$.categories[].id', '5', 'category'],
    ['GET /orders/{id}', '$.orderNumber', 'ORD-000123', 'order number'],
    ['GET /orders/{id}', '$.lineIds[]', '5', 'line'],
    ['POST /graphql mutation Create', '$.data.createOrder.id', '5', 'order'],
    ['GET /orders/{id}', '$.anything', uuids[0], 'random'],
    ['GET /orders/{id}', '$.id', uuids[0], 'random'],
    ['GET /orders', '$.nextCursor', 'abc', 'token of order'],
    ['GET /orders/{id}', '$.quantity', '5', undefined],
    ['GET /orders/{id}', '$.phoneNumber', '5', undefined],
    ['GET /orders/{id}', '$.countryId', 'DE', undefined],
    ['GET /orders/{id}', '$.id', '1.5', undefined],
    ['GET /files/{id}', '$.checksum', 'd41d8cd98f00b204e9800998ecf8427e', undefined],
    ['GET /orders/{id}', '$.dueId', '2026-11-26T10:00:00Z', undefined],
  ])('%s %s, %s, is of space %s', (endpoint, path, text, space) => {
    expect(spaceOfValue(fieldAt(endpoint, path, undefined), text)?.name).toBe(space);
  });

  test.each([
    ['$.id', '1001', '91', true],
    ['$.id', 'ORD-1001', 'ORD-91', true],
    ['$.bookingRef', 'X7K9P2', 'B3M1Q8', true],
    ['$.id', ...uuids, true],
    ['$.id', '1001', uuids[0], false],
    ['$.id', 'ORD-1001', 'INV-91', false],
    // The first was read into a double.
    ['$.id', '9007199254740993', '9007199254740992', false],
    ['$.secret', 'aB3dE6gH9jK2mN5p', 'aB3dE6gH9jK2mN5', false],
    ['$.digest', uuids[0], uuids[1], false],
  ])('at %s, %s and %s may be of one thing: %s', (path, primary, shadow, alike) => {
    const field = fieldAt('GET /orders/{id}', path, undefined);
    expect(spaceOfValues(field, primary, shadow) !== undefined).toBe(alike);
  });

  test('are of the kind that is declared', () => {
    expect(spaceOfValue(fieldAt('POST /search', '$.results[].key', 'product'), '5')?.name).toBe('product');
  });
});
