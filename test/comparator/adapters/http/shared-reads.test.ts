import { describe, expect, test } from 'vitest';
import { SharedReads } from '../../../../comparator/adapters/http/shared-reads.ts';

function open() {
  let nowMs = 0;
  let asked = 0;
  let fails = false;
  const reads = new SharedReads({
    read: (name) => {
      asked += 1;
      return fails ? Promise.reject(new Error('away')) : Promise.resolve(`${name} ${asked}`);
    },
    freshMs: 1_000,
    nowMs: () => nowMs,
  });
  return {
    of: (name: string, about?: unknown) => reads.of(name, about),
    pass: (ms: number) => (nowMs += ms),
    fail: (does: boolean) => (fails = does),
  };
}

describe('a read that costs much', () => {
  test('is done once for all who ask meanwhile, and within a second after it', async () => {
    const { of, pass } = open();
    expect(await Promise.all([of('a'), of('a'), of('b')])).toEqual(['a 1', 'a 1', 'b 2']);
    pass(999);
    expect(await of('a')).toBe('a 1');
    pass(1);
    expect(await of('a')).toBe('a 3');
  });

  test('is done anew for something else', async () => {
    const { of } = open();
    const [one, other] = [{}, {}];
    expect(await of('a', one)).toBe('a 1');
    expect(await of('a', other)).toBe('a 2');
  });

  test('that failed is done anew', async () => {
    const { of, fail } = open();
    fail(true);
    await expect(of('a')).rejects.toThrow('away');
    fail(false);
    expect(await of('a')).toBe('a 2');
  });
});
