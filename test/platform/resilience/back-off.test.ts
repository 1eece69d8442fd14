import { expect, test } from 'vitest';
import { BackOff } from '../../../platform/resilience/back-off.ts';

function pauses(backOff: BackOff, count: number): number[] {
  return Array.from({ length: count }, () => backOff.nextMs());
}

test('pauses double up to the longest, and each lies in the later half', () => {
  const longest = [100, 200, 400, 800, 1_000, 1_000];
  pauses(new BackOff({ firstMs: 100, longestMs: 1_000 }), longest.length).forEach((pause, index) => {
    expect(pause).toBeGreaterThanOrEqual((longest[index] ?? 0) / 2);
    expect(pause).toBeLessThanOrEqual(longest[index] ?? 0);
  });
});

test('many that lost the same thing do not come back together', () => {
  const first = Array.from({ length: 50 }, () => new BackOff({ firstMs: 1_000, longestMs: 5_000 }).nextMs());
  expect(new Set(first).size).toBeGreaterThan(25);
});

test('begins anew once it was reset', () => {
  const backOff = new BackOff({ firstMs: 100, longestMs: 1_000 });
  pauses(backOff, 5);
  backOff.reset();
  expect(backOff.nextMs()).toBeLessThanOrEqual(100);
});
