import { expect, test } from 'vitest';
import { noExpectations } from '../../../comparator/compare/expectations.ts';
import { ExpectationCache } from '../../../comparator/rules/expectation-cache.ts';
import type { Rule } from '../../../comparator/rules/rule.ts';
import { mappingSteps } from '../../makers/mapping-steps.ts';
import { aRule } from '../../makers/rule.ts';

const asked = { endpoint: 'GET /', status: 200, nowMs: 0 };
const declared = (rules: readonly Rule[]) => ({ name: 'orders-v2', rules, mapping: [] });
const unordered = (over: Partial<Rule> = {}) =>
  aRule({ path: '$.a', expect: { kind: 'unordered', key: undefined }, ...over });

test('what is declared is compiled once for each endpoint and kind of status', () => {
  const cache = new ExpectationCache();
  const migration = declared([unordered({ when: { status: 201 } }), unordered({ path: '$.b' })]);
  const first = cache.of(migration, asked);
  expect(cache.of(migration, { ...asked, status: 204, nowMs: 5_000 })).toBe(first);
  expect(cache.of(migration, { ...asked, endpoint: 'GET /b' })).not.toBe(first);
  const created = cache.of(migration, { ...asked, status: 201 });
  expect(created).not.toBe(first);
  expect([first.unordered?.('$.a'), first.unordered?.('$.b')]).toEqual([undefined, expect.anything()]);
  expect(created.unordered?.('$.a')).toBeDefined();
});

test('a default is put into answers, and not into errors', () => {
  const cache = new ExpectationCache();
  const migration = { ...declared([]), mapping: mappingSteps({ default: '$.a', value: 1 }) };
  expect(cache.of(migration, asked).mapping).toBeDefined();
  expect(cache.of(migration, { ...asked, status: 404 }).mapping).toBeUndefined();
});

test('a rule is in force until it expires, and never again', () => {
  const cache = new ExpectationCache();
  const migration = declared([unordered({ expires: new Date(1_000) }), unordered({ path: '$.b' })]);
  const isInForce = (nowMs: number) =>
    cache.of(migration, { ...asked, nowMs }).unordered?.('$.a') !== undefined;
  expect([isInForce(999), isInForce(1_000), isInForce(1_001)]).toEqual([true, false, false]);
  // A pair from before that comes late is compared like those around it.
  expect(isInForce(999)).toBe(false);
});

test('rules declared anew take effect at once', () => {
  const cache = new ExpectationCache();
  expect(cache.of(declared([unordered()]), asked).unordered).toBeDefined();
  expect(cache.of(declared([aRule()]), asked).unordered).toBeUndefined();
  expect(cache.of(declared([]), asked)).toBe(noExpectations);
});
