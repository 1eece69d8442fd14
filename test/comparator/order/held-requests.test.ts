import { describe, expect, test } from 'vitest';
import { HeldRequests } from '../../../comparator/order/held-requests.ts';
import { spansOf } from '../../../comparator/order/span.ts';
import { WriteWindow } from '../../../comparator/order/write-window.ts';
import { pair, type ExchangeParts } from '../../makers/exchange.ts';
import { scopes } from '../../makers/scopes.ts';

const limits = { settleMs: 500, maxHeld: 2 };
const write: ExchangeParts = { number: 1, startedAtUs: 100, endedAtUs: 200, request: { method: 'POST' } };
const later = { id: 'read', key: undefined, spans: spansOf(pair({ startedAtUs: 300, endedAtUs: 400 })) };

function holding(window: WriteWindow, contents: readonly string[]) {
  const held = new HeldRequests<string>(limits);
  const left = contents.flatMap((content) =>
    held.hold(later, content, { window, nowMs: 0, longestWriteMs: 8_000 }),
  );
  return { held, left };
}

const openWindow = () => new WriteWindow({ maxWritesPerKey: 10, maxWrites: 10, maxAgeMs: 60_000 }, scopes);

describe('a held request', () => {
  test('is judged after the settle time', () => {
    const { held } = holding(openWindow(), ['a']);
    expect(held.judge(499)).toEqual([]);
    expect(held.judge(500)).toEqual([{ content: 'a', raced: false }]);
    expect(held.size).toBe(0);
  });

  test('is raced by a write that shows itself within the settle time', () => {
    const window = openWindow();
    const { held } = holding(window, ['a']);
    window.ended(pair({ ...write, endedAtUs: 350 }), 400);
    expect(held.judge(500)).toEqual([{ content: 'a', raced: true }]);
  });

  test('waits for an earlier write to end on the shadow', () => {
    const window = openWindow();
    window.opened(pair(write).primary, 0);
    const { held } = holding(window, ['a']);
    expect(held.judge(500)).toEqual([]);
    window.ended(pair(write), 2_000);
    expect(held.judge(2_000)).toEqual([{ content: 'a', raced: false }]);
  });

  test('waits no longer than a write can take, and is raced then', () => {
    const window = openWindow();
    window.opened(pair(write).primary, 0);
    const { held } = holding(window, ['a']);
    expect(held.judge(8_499)).toEqual([]);
    expect(held.judge(8_549)).toEqual([{ content: 'a', raced: true }]);
  });

  test('leaves early, as raced, when there are too many', () => {
    const { held, left } = holding(openWindow(), ['a', 'b', 'c']);
    expect(left).toEqual([{ content: 'a', raced: true }]);
    expect(held.judge(500)).toHaveLength(2);
  });
});
