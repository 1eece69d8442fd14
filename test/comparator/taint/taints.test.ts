import { describe, expect, test } from 'vitest';
import type { Spans } from '../../../comparator/order/span.ts';
import { anyScope } from '../../../comparator/taint/stored-taints.ts';
import { Taints } from '../../../comparator/taint/taints.ts';

const during = (startUs: number, endUs: number): Spans => {
  const span = { startUs, endUs };
  return { primary: span, shadow: span };
};
const write = (scope: number, startUs: number, endUs = startUs + 10) => ({
  id: `write ${startUs}`,
  spans: during(startUs, endUs),
  changes: [scope],
  cause: 'order' as const,
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
    expect(taints.causeOf(read(1, 500))).toBe('order');
    expect(taints.causeOf(read(4, 500))).toBe('order');
    expect(taints.causeOf(read(4, 80))).toBeUndefined();
  });

  test('are freed by an equal answer like others', () => {
    const taints = full();
    taints.sawEqual(read(1, 400));
    expect(taints.causeOf(read(1, 500))).toBeUndefined();
  });

  test('are tainted since their first write when they are written to again', () => {
    const taints = full();
    taints.taint(write(1, 600));
    expect(taints.causeOf(read(1, 500))).toBe('order');
  });
});

describe('an equal answer', () => {
  test('beyond the bound is forgotten, the oldest first', () => {
    const taints = new Taints({ maxTainted: 10, maxEqual: 1 });
    taints.taint(write(1, 100));
    taints.sawEqual(read(1, 200, 7));
    taints.sawEqual(read(1, 300, 8));
    expect(taints.causeOf(read(1, 500, 7))).toBe('order');
    expect(taints.causeOf(read(1, 500, 8))).toBeUndefined();
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
    expect(taints.causeOf({ ...read(1, 300), question: undefined })).toBe('order');
  });
});

describe('what is to be stored', () => {
  const limits = { maxTainted: 2, maxEqual: 10 };
  const scopesIn = (changes: ReturnType<Taints['takeChanges']>) => ({
    ...changes,
    taints: changes?.taints.map(({ scope }) => scope),
  });

  test('is what has changed, and what is not remembered by itself any more', () => {
    const taints = new Taints(limits);
    expect(taints.takeChanges()).toBeUndefined();
    taints.taint(write(1, 100));
    taints.taint(write(2, 200));
    expect(scopesIn(taints.takeChanges())).toEqual({ anew: false, taints: [1, 2], gone: [] });
    taints.taint(write(3, 300));
    expect(scopesIn(taints.takeChanges())).toEqual({ anew: false, taints: [3, anyScope], gone: [1] });
    expect(taints.takeChanges()).toBeUndefined();
  });

  test('is all there is after more changes than are worth naming', () => {
    const taints = new Taints(limits);
    for (let scope = 1; scope <= 100; scope += 1) taints.taint(write(scope, 100 * scope));
    expect(scopesIn(taints.takeChanges())).toEqual({ anew: true, taints: [anyScope, 99, 100], gone: [] });
  });

  test('goes on as it was, within a bound that has become lower', () => {
    const before = new Taints(limits);
    for (const scope of [1, 2, 3]) before.taint(write(scope, 100 * scope));
    const stored = before.takeChanges()?.taints ?? [];
    const resumed = Taints.resume({ ...limits, maxTainted: 1 }, stored);
    expect(resumed.size).toBe(1);
    for (const scope of [1, 2, 3]) expect(resumed.causeOf(read(scope, 500))).toBe('order');
    expect(scopesIn(resumed.takeChanges())).toEqual({ anew: false, taints: [anyScope], gone: [2] });
  });
});
