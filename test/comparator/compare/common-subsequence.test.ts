import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { commonSubsequence } from '../../../comparator/compare/common-subsequence.ts';

const sequence = fc.array(fc.nat(4), { maxLength: 25 });

/** The textbook table, to check against. */
function longest(a: readonly number[], b: readonly number[]): number {
  let row = new Array<number>(b.length + 1).fill(0);
  for (const x of a) {
    const next = [0];
    for (const [at, y] of b.entries()) {
      next.push(x === y ? (row[at] ?? 0) + 1 : Math.max(row[at + 1] ?? 0, next[at] ?? 0));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

describe('the longest common subsequence', () => {
  test('is common, in order on both sides, and none is longer', () => {
    fc.assert(
      fc.property(sequence, sequence, (a, b) => {
        const matches = commonSubsequence(a, b, { steps: 1_000_000 }) ?? [];
        for (const [at, [x, y]] of matches.entries()) {
          expect(a[x]).toBe(b[y]);
          const [previousX, previousY] = matches[at - 1] ?? [-1, -1];
          expect(x).toBeGreaterThan(previousX);
          expect(y).toBeGreaterThan(previousY);
        }
        expect(matches).toHaveLength(longest(a, b));
      }),
      { numRuns: 1_000 },
    );
  });

  test('is given up when the budget is spent, and what it cost is charged', () => {
    const budget = { steps: 100 };
    const left = Array.from({ length: 1_000 }, (_, at) => at);
    const right = left.map((value) => value + 5_000);
    expect(commonSubsequence(left, right, budget)).toBeUndefined();
    expect(budget.steps).toBeLessThanOrEqual(0);
    expect(budget.steps).toBeGreaterThan(-200);
  });

  test('is given up after 500 edits, whatever the budget', () => {
    const left = Array.from({ length: 300 }, (_, at) => at);
    const shifted = (by: number) => left.map((value) => value + by);
    expect(commonSubsequence(left, shifted(250), { steps: 1e9 })).toHaveLength(50);
    expect(commonSubsequence(left, shifted(300), { steps: 1e9 })).toBeUndefined();
  });
});
