import { expect, test } from 'vitest';
import { TrafficMeaning } from '../../../comparator/endpoint/traffic-meaning.ts';
import { pairOfAnswers } from '../../makers/pair-of-answers.ts';

const { primary: exchange } = pairOfAnswers({}, {});

test('each migration has its own declared endpoints, and a changed declaration takes effect', () => {
  const meaning = new TrafficMeaning();
  expect(meaning.endpointOf(exchange, { name: 'a', endpoints: ['GET /orders/{order}'] })).toBe(
    'GET /orders/{order}',
  );
  expect(meaning.endpointOf(exchange, { name: 'b', endpoints: [] })).toBe('GET /orders/{id}');
  expect(meaning.endpointOf(exchange, { name: 'a', endpoints: ['GET /orders/{number}'] })).toBe(
    'GET /orders/{number}',
  );
});

test('of a migration that is not known, the method decides', () => {
  const meaning = new TrafficMeaning();
  expect(meaning.isUnsafe(exchange, undefined)).toBe(false);
  expect(meaning.isUnsafe(exchange, { safe: [], unsafe: [{ method: 'GET', path: '/orders/1' }] })).toBe(true);
});
