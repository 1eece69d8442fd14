import { expect, test } from 'vitest';
import { eBenjaminiHochberg } from '../../../../comparator/verdict/statistics/e-bh.ts';

function rejected(eValues: Readonly<Record<string, number>>, hypotheses = 10, level = 0.05): string[] {
  const logs = new Map(Object.entries(eValues).map(([id, e]) => [id, Math.log(e)]));
  return [...eBenjaminiHochberg(logs, { hypotheses, level })].sort();
}

// K = 10 at 5 %: one alone needs 200, the second of two 100, the fourth of four 50.
test.each([
  [{ a: 200 }, ['a']],
  [{ a: 199 }, []],
  [{ a: 150, b: 100 }, ['a', 'b']],
  [{ a: 150, b: 99 }, []],
  [{ a: 50, b: 50, c: 50, d: 50, e: 3 }, ['a', 'b', 'c', 'd']],
  [{ a: 1e9, b: 99 }, ['a']],
])('of %j are rejected %j', (eValues, expected) => {
  expect(rejected(eValues)).toEqual(expected);
});

test('the bound on findings counts, not how many there are', () => {
  expect(rejected({ a: 200 }, 10)).toEqual(['a']);
  expect(rejected({ a: 200 }, 2_000)).toEqual([]);
});
