import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Exchange } from '../../../comparator/exchange/exchange.ts';
import { PairTable } from '../../../comparator/pairing/pair-table.ts';
import { exchange } from '../../makers/exchange.ts';

const roomy = { maxHalves: 1_000, maxBytes: 1e9, maxTombstones: 1_000 };
const primary = (number: number): Exchange => exchange({ number, side: 'primary' });
const shadow = (number: number): Exchange => exchange({ number, side: 'shadow' });

describe('the pair table', () => {
  test.each([
    ['the primary first', primary(1), shadow(1)],
    ['the shadow first', shadow(1), primary(1)],
  ])('pairs two halves, %s', (_, first, second) => {
    const table = new PairTable(roomy);
    expect(table.offer(first, 0, 100)).toEqual({ kind: 'waiting' });
    expect(table.offer(second, 50, 100)).toEqual({
      kind: 'paired',
      pair: { primary: primary(1), shadow: shadow(1) },
    });
    expect(table.size).toBe(0);
    expect(table.bytes).toBe(0);
  });

  test('does not pair halves of two migrations under one id', () => {
    const table = new PairTable(roomy);
    table.offer(primary(1), 0, 100);
    expect(table.offer({ ...shadow(1), migration: 'other' }, 0, 100)).toEqual({ kind: 'waiting' });
  });

  test('counts one side that comes twice as a duplicate, and still pairs it once', () => {
    const table = new PairTable(roomy);
    table.offer(primary(1), 0, 100);
    expect(table.offer(primary(1), 1, 100)).toEqual({ kind: 'duplicate' });
    expect(table.offer(shadow(1), 2, 100).kind).toBe('paired');
    expect(table.knows(primary(1))).toBe(false);
  });

  test('gives a half up when its own time is over, whatever the others wait for', () => {
    const table = new PairTable(roomy);
    table.offer(primary(1), 0, 1_000);
    table.offer(primary(2), 10, 100);
    expect(table.expire(109)).toEqual([]);
    expect(table.expire(110)).toEqual([primary(2)]);
    expect(table.expire(1_000)).toEqual([primary(1)]);
  });

  test('a partner of a half that was given up is late, once', () => {
    const table = new PairTable(roomy);
    table.offer(primary(1), 0, 100);
    for (const half of table.expire(100)) table.bury(half, 'primary-only');
    expect(table.offer(primary(1), 101, 100)).toEqual({ kind: 'duplicate' });
    expect(table.offer(shadow(1), 102, 100)).toEqual({ kind: 'late', countedAs: 'primary-only' });
    expect(table.knows(shadow(1))).toBe(false);
  });

  test.each([
    ['halves', { ...roomy, maxHalves: 2 }],
    ['bytes', { ...roomy, maxBytes: 5_000 }],
  ])('lets the oldest leave first when it is full of %s', (_, limits) => {
    const table = new PairTable(limits);
    table.offer(primary(1), 0, 100);
    table.offer(primary(2), 0, 100);
    expect(table.displace()).toEqual([]);
    table.offer(primary(3), 1, 100);
    expect(table.displace()).toEqual([primary(1)]);
    expect(table.offer(shadow(2), 2, 100).kind).toBe('paired');
  });

  test('forgets the oldest tombstone first', () => {
    const table = new PairTable({ ...roomy, maxTombstones: 1 });
    table.bury(primary(1), 'primary-only');
    table.bury(primary(2), 'primary-only');
    expect(table.knows(shadow(1))).toBe(false);
    expect(table.knows(shadow(2))).toBe(true);
  });

  test('every half that goes in comes out once', () => {
    const step = fc.oneof(
      fc.record({
        kind: fc.constant('offer' as const),
        number: fc.integer({ min: 1, max: 20 }),
        side: fc.constantFrom('primary' as const, 'shadow' as const),
        timeoutMs: fc.constantFrom(5, 50),
      }),
      fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 30 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const table = new PairTable({ maxHalves: 5, maxBytes: 1e9, maxTombstones: 3 });
        let [now, inside, out] = [0, 0, 0];
        for (const action of steps) {
          if (action.kind === 'wait') {
            now += action.ms;
            out += table.expire(now).length;
          } else {
            const offered = table.offer(exchange(action), now, action.timeoutMs);
            if (offered.kind === 'waiting') inside += 1;
            if (offered.kind === 'paired') out += 1;
            out += table.displace().length;
          }
          expect(table.size).toBe(inside - out);
          expect(table.size).toBeLessThanOrEqual(5);
        }
        expect(table.expire(now + 1_000)).toHaveLength(inside - out);
        expect(table.bytes).toBe(0);
      }),
    );
  });
});
