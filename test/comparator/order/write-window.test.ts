import { describe, expect, test } from 'vitest';
import { spansOf } from '../../../comparator/order/span.ts';
import { WriteWindow, type Order } from '../../../comparator/order/write-window.ts';
import { pair, type ExchangeParts } from '../../makers/exchange.ts';
import { scopes } from '../../makers/scopes.ts';

const roomy = { maxWritesPerKey: 100, maxWrites: 1_000, maxAgeMs: 60_000 };

type Span = readonly [startUs: number, endUs: number];

const during = ([startedAtUs, endedAtUs]: Span): ExchangeParts => ({ startedAtUs, endedAtUs });

function write(number: number, primary: Span, shadow: Span, key?: string) {
  return pair(
    { number, key, request: { method: 'POST' } },
    { primary: during(primary), shadow: during(shadow) },
  );
}

function orderOf(window: WriteWindow, primary: Span, shadow: Span, key?: string): Order {
  const spans = spansOf(pair({}, { primary: during(primary), shadow: during(shadow) }));
  return window.orderOf({ id: 'read', key, spans });
}

describe('the order of a read against a write at 100-200 on both sides', () => {
  test.each<[string, Span, Span, Order]>([
    ['after it on both sides', [300, 400], [300, 400], 'same'],
    ['before it on both sides', [10, 20], [10, 20], 'same'],
    ['after on the primary, before on the shadow', [300, 400], [10, 20], 'raced'],
    ['before on the primary, after on the shadow', [10, 20], [300, 400], 'raced'],
    ['overlapping on the primary', [150, 250], [300, 400], 'raced'],
    ['overlapping on the shadow', [300, 400], [150, 250], 'raced'],
    ['around it', [50, 400], [50, 400], 'raced'],
    ['touching its end', [200, 250], [201, 250], 'raced'],
  ])('%s', (_, primary, shadow, expected) => {
    const window = new WriteWindow(roomy, scopes);
    window.ended(write(1, [100, 200], [100, 200]), 0);
    expect(orderOf(window, primary, shadow)).toBe(expected);
  });
});

describe('a write whose shadow half is not known', () => {
  test('keeps later requests waiting, not earlier ones', () => {
    const window = new WriteWindow(roomy, scopes);
    window.opened(write(1, [100, 200], [0, 0]).primary, 0);
    expect(orderOf(window, [300, 400], [300, 400])).toBe('open');
    expect(orderOf(window, [10, 20], [10, 20])).toBe('same');
  });

  test('races later requests once it was given up', () => {
    const window = new WriteWindow(roomy, scopes);
    window.opened(write(1, [100, 200], [0, 0]).primary, 0);
    window.leftAlone(write(1, [100, 200], [0, 0]).primary, { nowMs: 1, longestMs: 8_000 });
    expect(orderOf(window, [300, 400], [300, 400])).toBe('raced');
  });

  test('is settled by its pair', () => {
    const window = new WriteWindow(roomy, scopes);
    const it = write(1, [100, 200], [110, 210]);
    window.opened(it.primary, 0);
    window.ended(it, 1);
    expect(orderOf(window, [300, 400], [300, 400])).toBe('same');
    expect(window.size).toBe(1);
  });
});

describe('keys', () => {
  const overlapping: [Span, Span] = [
    [150, 160],
    [150, 160],
  ];

  test.each<[string, string | undefined, string | undefined, Order]>([
    ['the same key conflicts', 'a', 'a', 'raced'],
    ['another key does not', 'a', 'b', 'same'],
    ['a keyless write conflicts with a key', undefined, 'b', 'raced'],
    ['a write conflicts with a keyless request', 'a', undefined, 'raced'],
    ['without keys all conflict', undefined, undefined, 'raced'],
  ])('%s', (_, written, read, expected) => {
    const window = new WriteWindow(roomy, scopes);
    window.ended(write(1, [100, 200], [100, 200], written), 0);
    expect(orderOf(window, ...overlapping, read)).toBe(expected);
  });

  test('a write does not race itself', () => {
    const window = new WriteWindow(roomy, scopes);
    const it = write(1, [100, 200], [100, 200]);
    window.ended(it, 0);
    expect(window.orderOf({ id: `${it.primary.id.seed}-1`, key: undefined, spans: spansOf(it) })).toBe(
      'same',
    );
  });
});

describe('what no longer fits', () => {
  test.each([
    ['too many writes of a key', { ...roomy, maxWritesPerKey: 1 }, 'a'],
    ['too many writes', { ...roomy, maxWrites: 1 }, 'b'],
  ])('%s: requests from before are raced, later ones are told', (_, limits, key) => {
    const window = new WriteWindow(limits, scopes);
    window.ended(write(1, [100, 200], [100, 300], 'a'), 0);
    window.ended(write(2, [500, 600], [500, 600], key), 0);
    expect(window.size).toBe(1);
    expect(orderOf(window, [250, 260], [250, 260], 'a')).toBe('raced');
    expect(orderOf(window, [400, 450], [400, 450], 'a')).toBe('same');
  });

  test('a write leaves after its age, and so does its key', () => {
    const window = new WriteWindow(roomy, scopes);
    window.ended(write(1, [100, 200], [100, 200], 'a'), 0);
    window.forget(59_999);
    expect(window.size).toBe(1);
    window.forget(60_000);
    expect(window.size).toBe(0);
    expect(orderOf(window, [300, 400], [300, 400], 'a')).toBe('same');
    expect(orderOf(window, [150, 400], [150, 400], 'a')).toBe('raced');
  });
});

describe('a write that ends', () => {
  const idsOf = (writes: readonly { readonly id: string }[]) =>
    writes.map(({ id }) => Number(id.split('-')[1]));

  test.each<[string, Span, Span, readonly number[]]>([
    ['after the others', [300, 400], [300, 400], []],
    ['beside one on the primary', [150, 400], [300, 400], [3, 1]],
    ['beside one on the shadow', [300, 400], [150, 400], [3, 1]],
    ['before one on the shadow that was before it', [300, 400], [50, 60], [3, 1]],
  ])('%s', (_, primary, shadow, expected) => {
    const window = new WriteWindow(roomy, scopes);
    window.ended(write(1, [100, 200], [100, 200], 'a'), 0);
    window.ended(write(2, [100, 200], [100, 200], 'b'), 0);
    expect(idsOf(window.ended(write(3, primary, shadow, 'a'), 0))).toEqual(expected);
  });

  test('beside one that still runs on the shadow is told of when that ends', () => {
    const window = new WriteWindow(roomy, scopes);
    window.opened(write(1, [100, 200], [0, 0]).primary, 0);
    expect(window.ended(write(2, [300, 400], [300, 400]), 0)).toEqual([]);
    expect(idsOf(window.ended(write(1, [100, 200], [350, 450]), 0))).toEqual([1, 2]);
  });

  test('and may have met one that was forgotten is told of alone', () => {
    const window = new WriteWindow({ ...roomy, maxWritesPerKey: 1 }, scopes);
    window.ended(write(1, [100, 200], [100, 300], 'a'), 0);
    window.ended(write(2, [500, 600], [500, 600], 'a'), 0);
    expect(idsOf(window.ended(write(3, [250, 280], [310, 320], 'a'), 0))).toEqual([3]);
  });

  test('with one half only is told of, and lasts as long as a copy can', () => {
    const window = new WriteWindow(roomy, scopes);
    const alone = window.leftAlone(write(1, [100, 200], [0, 0]).primary, { nowMs: 0, longestMs: 1 });
    expect(idsOf(alone)).toEqual([1]);
    expect(orderOf(window, [1_050, 1_060], [1_050, 1_060])).toBe('raced');
    expect(orderOf(window, [1_101, 1_110], [1_101, 1_110])).toBe('same');
  });
});
