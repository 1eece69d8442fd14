import { describe, expect, test } from 'vitest';
import { capturedBytes } from '../../../comparator/exchange/captured-bytes.ts';
import { IngestQueue } from '../../../comparator/ingest/ingest-queue.ts';
import { exchange } from '../../makers/exchange.ts';

const each = capturedBytes(exchange());
const received = (number: number) => ({ exchange: exchange({ number }), stream: 1 });

function openQueue(room: number) {
  const reliefs: number[] = [];
  const queue = new IngestQueue(room * each, () => reliefs.push(queue.length));
  return { queue, reliefs };
}

describe('the ingest queue', () => {
  test('gives back in order what was put in, and counts its memory', () => {
    const { queue } = openQueue(5_000);
    for (let number = 1; number <= 4_000; number += 1) queue.offer(received(number));
    expect(queue.bytes).toBe(4_000 * each);
    for (let number = 1; number <= 4_000; number += 1) expect(queue.take()?.exchange.id.number).toBe(number);
    expect(queue.take()).toBeUndefined();
    expect(queue.bytes).toBe(0);
  });

  test('refuses what does not fit', () => {
    const { queue } = openQueue(2);
    expect([1, 2, 3].map((number) => queue.offer(received(number)))).toEqual([true, true, false]);
    expect(queue.length).toBe(2);
  });

  test('presses from half full until a quarter full, and tells of the relief once', () => {
    const { queue, reliefs } = openQueue(8);
    for (let number = 1; number <= 4; number += 1) queue.offer(received(number));
    expect(queue.pressed).toBe(false);
    queue.offer(received(5));
    expect(queue.pressed).toBe(true);
    for (let taken = 0; taken < 3; taken += 1) queue.take();
    expect(queue.pressed).toBe(true);
    queue.take();
    expect(queue.pressed).toBe(false);
    queue.take();
    expect(reliefs).toEqual([1]);
  });
});
