import { describe, expect, test } from 'vitest';
import { fieldAt } from '../../../comparator/generated/field.ts';

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
