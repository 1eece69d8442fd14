import { describe, expect, test } from 'vitest';
import type { Exchange } from '../../../comparator/exchange/exchange.ts';
import { PairTable } from '../../../comparator/pairing/pair-table.ts';
import { exchange } from '../../makers/exchange.ts';

const roomy = { maxHalves: 1_000, maxBytes: 1e9, maxTombstones: 1_000 };
const primary = (number: number): Exchange => exchange({ number, side: 'primary' });
const shadow = (number: number): Exchange => exchange({ number, side: 'shadow' });
const control = (number: number): Exchange => exchange({ number, side: 'control' });
const within = (timeoutMs: number) => ({ timeoutMs, controlled: false });
const controlled = { timeoutMs: 100, controlled: true };

describe('the pair table', () => {
  test.each([
    ['the primary first', primary(1), shadow(1)],
    ['the shadow first', shadow(1), primary(1)],
  ])('pairs two halves, %s', (_, first, second) => {
    const table = new PairTable(roomy);
    expect(table.offer(first, 0, within(100))).toEqual({ kind: 'waiting' });
    expect(table.offer(second, 50, within(100))).toEqual({
      kind: 'paired',
      pair: { primary: primary(1), shadow: shadow(1) },
    });
    expect(table.size).toBe(0);
    expect(table.bytes).toBe(0);
  });

  test('does not pair halves of two migrations under one id', () => {
    const table = new PairTable(roomy);
    table.offer(primary(1), 0, within(100));
    expect(table.offer({ ...shadow(1), migration: 'other' }, 0, within(100))).toEqual({ kind: 'waiting' });
  });

  test('counts one side that comes twice as a duplicate, and still pairs it once', () => {
    const table = new PairTable(roomy);
    table.offer(primary(1), 0, within(100));
    expect(table.offer(primary(1), 1, within(100))).toEqual({ kind: 'duplicate' });
    expect(table.offer(shadow(1), 2, within(100)).kind).toBe('paired');
    expect(table.knows(primary(1))).toBe(false);
  });

  test('gives a half up when its own time is over, whatever the others wait for', () => {
    const table = new PairTable(roomy);
    table.offer(primary(1), 0, within(1_000));
    table.offer(primary(2), 10, within(100));
    expect(table.expire(109)).toEqual([]);
    expect(table.expire(110)).toEqual([{ primary: primary(2) }]);
    expect(table.expire(1_000)).toEqual([{ primary: primary(1) }]);
  });

  test('a partner of a half that was given up is late, once', () => {
    const table = new PairTable(roomy);
    table.offer(primary(1), 0, within(100));
    table.expire(100);
    table.bury(primary(1), 'primary-only');
    expect(table.offer(primary(1), 101, within(100))).toEqual({ kind: 'duplicate' });
    expect(table.offer(shadow(1), 102, within(100))).toEqual({ kind: 'late', countedAs: 'primary-only' });
    expect(table.knows(shadow(1))).toBe(false);
  });

  test.each([
    ['halves', { ...roomy, maxHalves: 2 }],
    ['bytes', { ...roomy, maxBytes: 5_000 }],
  ])('lets the oldest leave first when it is full of %s', (_, limits) => {
    const table = new PairTable(limits);
    table.offer(primary(1), 0, within(100));
    table.offer(primary(2), 0, within(100));
    expect(table.displace()).toEqual([]);
    table.offer(primary(3), 1, within(100));
    expect(table.displace()).toEqual([{ primary: primary(1) }]);
    expect(table.offer(shadow(2), 2, within(100)).kind).toBe('paired');
  });

  test('forgets the oldest tombstone first', () => {
    const table = new PairTable({ ...roomy, maxTombstones: 1 });
    table.bury(primary(1), 'primary-only');
    table.bury(primary(2), 'primary-only');
    expect(table.knows(shadow(1))).toBe(false);
    expect(table.knows(shadow(2))).toBe(true);
  });

  describe('where there is a control', () => {
    const orders = [
      [primary, shadow, control],
      [primary, control, shadow],
      [shadow, primary, control],
      [shadow, control, primary],
      [control, primary, shadow],
      [control, shadow, primary],
    ] as const;

    test.each(orders)('a pair is complete with three halves, order %#', (first, second, third) => {
      const table = new PairTable(roomy);
      expect(table.offer(first(1), 0, controlled)).toEqual({ kind: 'waiting' });
      const met = [first, second].includes(control) ? 'waiting' : 'met';
      expect(table.offer(second(1), 50, controlled).kind).toBe(met);
      expect(table.offer(third(1), 99, controlled)).toEqual({
        kind: 'paired',
        pair: { primary: primary(1), shadow: shadow(1), control: control(1) },
      });
      expect([table.size, table.bytes]).toEqual([0, 0]);
    });

    test('a pair goes on without one that does not come, and one that comes after is late', () => {
      const table = new PairTable(roomy);
      table.offer(primary(1), 0, controlled);
      expect(table.offer(shadow(1), 50, controlled)).toEqual({
        kind: 'met',
        pair: { primary: primary(1), shadow: shadow(1) },
      });
      expect(table.expire(99)).toEqual([]);
      expect(table.expire(100)).toEqual([{ primary: primary(1), shadow: shadow(1) }]);
      table.buryControlOf({ primary: primary(1), shadow: shadow(1) });
      expect(table.offer(control(1), 101, controlled)).toEqual({ kind: 'control-late' });
      expect(table.offer(shadow(1), 102, controlled)).toEqual({ kind: 'duplicate' });
    });

    test('one that comes first takes no time from the others', () => {
      const table = new PairTable(roomy);
      table.offer(control(1), 0, controlled);
      table.offer(primary(1), 90, controlled);
      expect(table.expire(189)).toEqual([]);
      expect(table.offer(shadow(1), 189, controlled).kind).toBe('paired');
    });

    test('one that is alone is known to nobody, and expires alone', () => {
      const table = new PairTable(roomy);
      table.offer(control(1), 0, controlled);
      expect(table.knows(primary(1))).toBe(false);
      expect(table.take(primary(1))).toBeUndefined();
      expect(table.expire(100)).toEqual([{ control: control(1) }]);
    });

    test('one of a half that was given up is late, and the partner still is', () => {
      const table = new PairTable(roomy);
      table.bury(primary(1), 'primary-only');
      expect(table.offer(control(1), 1, controlled)).toEqual({ kind: 'control-late' });
      expect(table.offer(shadow(1), 2, controlled)).toEqual({ kind: 'late', countedAs: 'primary-only' });
    });

    test('its halves count against the bounds', () => {
      const table = new PairTable({ ...roomy, maxHalves: 2 });
      table.offer(control(1), 0, controlled);
      table.offer(primary(2), 1, controlled);
      table.offer(shadow(2), 2, controlled);
      expect(table.displace()).toEqual([{ control: control(1) }]);
      table.offer(control(3), 3, controlled);
      expect(table.displace()).toEqual([{ primary: primary(2), shadow: shadow(2) }]);
      expect(table.size).toBe(1);
    });
  });
});
