import { describe, expect, test } from 'vitest';
import type { Spans } from '../../../comparator/order/span.ts';
import { Taints } from '../../../comparator/taint/taints.ts';

const during = (startUs: number, endUs: number): Spans => {
  const span = { startUs, endUs };
  return { primary: span, shadow: span };
};
const write = (scope: number, startUs: number, endUs = startUs + 10) => ({
  id: `write ${startUs}`,
  spans: during(startUs, endUs),
  changes: [scope],
});
const read = (scope: number, startUs: number, question = 1) => ({
  id: `read ${startUs}`,
  spans: during(startUs, startUs + 10),
  reads: scope,
  question,
});

describe('tainted keys beyond the bound', () => {
  const full = () => {
    const taints = new Taints({ maxTainted: 2, maxEqual: 10 });
    for (const [scope, startUs] of [
      [1, 100],
      [2, 200],
      [3, 300],
    ] as const)
      taints.taint(write(scope, startUs));
    return taints;
  };

  test('stay tainted, and with them what was never seen', () => {
    const taints = full();
    expect(taints.size).toBe(2);
    expect(taints.covers(read(1, 500))).toBe(true);
    expect(taints.covers(read(4, 500))).toBe(true);
    expect(taints.covers(read(4, 80))).toBe(false);
  });

  test('are freed by an equal answer like others', () => {
    const taints = full();
    taints.sawEqual(read(1, 400));
    expect(taints.covers(read(1, 500))).toBe(false);
  });

  test('are tainted since their first write when they are written to again', () => {
    const taints = full();
    taints.taint(write(1, 600));
    expect(taints.covers(read(1, 500))).toBe(true);
  });
});

describe('an equal answer', () => {
  test('beyond the bound is forgotten, the oldest first', () => {
    const taints = new Taints({ maxTainted: 10, maxEqual: 1 });
    taints.taint(write(1, 100));
    taints.sawEqual(read(1, 200, 7));
    taints.sawEqual(read(1, 300, 8));
    expect(taints.covers(read(1, 500, 7))).toBe(true);
    expect(taints.covers(read(1, 500, 8))).toBe(false);
  });

  test('is awaited until there is one since the last write', () => {
    const taints = new Taints({ maxTainted: 10, maxEqual: 10 });
    expect(taints.awaits(read(1, 50))).toBe(false);
    taints.taint(write(1, 100));
    expect(taints.awaits(read(1, 200))).toBe(true);
    taints.sawEqual(read(1, 200));
    expect(taints.awaits(read(1, 300))).toBe(false);
    taints.taint(write(1, 400));
    expect(taints.awaits(read(1, 500))).toBe(true);
  });

  test('to a request whose body was not captured whole tells nothing', () => {
    const taints = new Taints({ maxTainted: 10, maxEqual: 10 });
    taints.taint(write(1, 100));
    expect(taints.awaits({ ...read(1, 200), question: undefined })).toBe(false);
    taints.sawEqual({ ...read(1, 200), question: undefined });
    expect(taints.covers({ ...read(1, 300), question: undefined })).toBe(true);
  });
});
