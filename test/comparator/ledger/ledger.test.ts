import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Fate } from '../../../comparator/ledger/fate.ts';
import { Ledger } from '../../../comparator/ledger/ledger.ts';
import { exchange, seed } from '../../makers/exchange.ts';

const graceMs = 8_000;

/** A ledger and what it counted so far. */
function openLedger({ maxSeeds = 100 } = {}) {
  const fates = new Map<Fate, number>();
  const ledger = new Ledger({
    counts: { countFate: (_, fate, count) => fates.set(fate, (fates.get(fate) ?? 0) + count) },
    holeGraceMs: () => graceMs,
    maxSeeds,
  });
  ledger.streamStarted(1);
  const counted = (): object => Object.fromEntries([...fates].filter(([, count]) => count !== 0));
  return { ledger, counted };
}

/** Arrives on `stream` and is compared at once. */
function compared(ledger: Ledger, number: number, nowMs: number, stream = 1): string {
  const arrival = ledger.arrive(exchange({ number }), stream, nowMs);
  if (arrival === 'first') ledger.settle('orders-v2', { seed, number }, 'compared');
  return arrival;
}

describe('holes in the numbers of a seed', () => {
  test('close when the number comes within the grace period', () => {
    const { ledger, counted } = openLedger();
    compared(ledger, 1, 0);
    compared(ledger, 3, 5_000);
    ledger.giveUpHoles(5_000 + graceMs - 1);
    expect(compared(ledger, 2, 5_000 + graceMs - 1)).toBe('first');
    ledger.giveUpHoles(100_000);
    expect(counted()).toEqual({ compared: 3 });
  });

  test('are what Envoy dropped, while its stream held', () => {
    const { ledger, counted } = openLedger();
    compared(ledger, 1, 0);
    compared(ledger, 5, 5_000);
    ledger.giveUpHoles(5_000 + graceMs);
    expect(counted()).toEqual({ compared: 2, 'dropped-envoy': 3 });
  });

  test('are lost at the comparator where the seed had just come to the stream', () => {
    const { ledger, counted } = openLedger();
    compared(ledger, 101, 0);
    ledger.giveUpHoles(graceMs);
    expect(counted()).toEqual({ compared: 1, 'lost-comparator': 100 });
  });

  test('are lost at the comparator where the stream was cut meanwhile', () => {
    const { ledger, counted } = openLedger();
    compared(ledger, 1, 0);
    compared(ledger, 3, 5_000);
    ledger.streamEnded(1);
    ledger.streamStarted(2);
    compared(ledger, 10, 6_000, 2);
    ledger.giveUpHoles(20_000);
    expect(counted()).toEqual({ compared: 3, 'lost-comparator': 7 });
  });

  test('are unknown where the stream ended for good', () => {
    const { ledger, counted } = openLedger();
    compared(ledger, 1, 0);
    compared(ledger, 3, 5_000);
    ledger.streamEnded(1);
    ledger.giveUpHoles(20_000);
    expect(counted()).toEqual({ compared: 2, unknown: 1 });
  });

  test('are corrected when a number comes after all, once', () => {
    const { ledger, counted } = openLedger();
    compared(ledger, 1, 0);
    compared(ledger, 4, 5_000);
    ledger.giveUpHoles(20_000);
    expect(compared(ledger, 2, 20_001)).toBe('after-loss');
    expect(compared(ledger, 2, 20_002)).toBe('again');
    expect(ledger.arrive(exchange({ number: 3, route: 'too-large' }), 1, 20_003)).toBe('after-loss');
    expect(counted()).toEqual({ compared: 2, late: 1, 'too-large': 1 });
  });

  test('take memory by the range, not by the number', () => {
    const { ledger, counted } = openLedger();
    compared(ledger, 1_000_000_000_000 - 1, 0);
    ledger.giveUpHoles(graceMs);
    expect(counted()).toEqual({ compared: 1, 'lost-comparator': 1_000_000_000_000 - 2 });
  });
});

describe('a ledger that goes on where another stopped', () => {
  test('counts what came between as lost at the comparator, and nothing before again', () => {
    const { ledger, counted } = openLedger();
    ledger.resume([{ migration: 'orders-v2', seed, highest: 50 }]);
    expect(compared(ledger, 40, 0)).toBe('again');
    compared(ledger, 61, 1);
    ledger.giveUpHoles(graceMs + 1);
    expect(counted()).toEqual({ compared: 1, 'lost-comparator': 10 });
    expect(ledger.takeMarks()).toEqual([{ migration: 'orders-v2', seed, highest: 61, inFlight: 0 }]);
  });
});

describe('more seeds than can be followed', () => {
  test('retire the one that was quiet the longest, and know it when it comes back', () => {
    const { ledger, counted } = openLedger({ maxSeeds: 1 });
    compared(ledger, 3, 0);
    const other = exchange({ seed: 'f'.repeat(16) });
    ledger.arrive(other, 1, 1);
    ledger.settle(other.migration, other.id, 'compared');
    expect(counted()).toEqual({ compared: 2, 'lost-comparator': 2 });
    expect(compared(ledger, 3, 2)).toBe('again');
    expect(compared(ledger, 4, 3)).toBe('first');
  });
});

/** One thing that may happen to a request's entries on the way, over several seeds. */
const step = fc.oneof(
  {
    weight: 20,
    arbitrary: fc.record({
      kind: fc.constant('arrive' as const),
      seed: fc.nat(2),
      number: fc.integer({ min: 1, max: 60 }),
    }),
  },
  {
    weight: 10,
    arbitrary: fc.record({
      kind: fc.constant('settle' as const),
      index: fc.nat(100),
      fate: fc.constantFrom<Fate>('compared', 'primary-only', 'raced'),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('time' as const), ms: fc.integer({ min: 1, max: 10_000 }) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('reconnect' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart' as const) }) },
);

test('at any time the numbers seen are the sum of all fates and what is in flight', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 150 }), (steps) => {
      const fates = new Map<Fate, number>();
      const stored = new Map<
        string,
        { migration: string; seed: string; highest: number; inFlight: number }
      >();
      const counts = {
        countFate: (_: string, fate: Fate, count: number) => fates.set(fate, (fates.get(fate) ?? 0) + count),
      };
      const start = (): Ledger => {
        const ledger = new Ledger({ counts, holeGraceMs: () => graceMs, maxSeeds: 2 });
        ledger.resume([...stored.values()]);
        return ledger;
      };
      let ledger = start();
      let open: { seed: string; number: number }[] = [];
      let [now, stream] = [0, 1];
      ledger.streamStarted(stream);
      for (const action of steps) {
        switch (action.kind) {
          case 'arrive': {
            const id = { seed: String(action.seed).repeat(16), number: action.number };
            const half = exchange({ ...id, migration: 'orders-v2' });
            if (ledger.arrive(half, stream, now) === 'first') open.push(id);
            break;
          }
          case 'settle': {
            const [id] = open.splice(action.index % Math.max(1, open.length), 1);
            if (id !== undefined) ledger.settle('orders-v2', id, action.fate);
            break;
          }
          case 'time':
            now += action.ms;
            ledger.giveUpHoles(now);
            break;
          case 'reconnect':
            ledger.streamEnded(stream);
            ledger.streamStarted((stream += 1));
            break;
          case 'restart':
            // What the store does on behalf of the one that was killed.
            for (const mark of stored.values()) {
              if (mark.inFlight > 0) counts.countFate('orders-v2', 'lost-comparator', mark.inFlight);
              stored.set(mark.seed, { ...mark, inFlight: 0 });
            }
            open = [];
            ledger = start();
            ledger.streamStarted((stream += 1));
        }
        for (const mark of ledger.takeMarks()) stored.set(mark.seed, mark);
        const marks = [...stored.values()];
        const captured = marks.reduce((sum, { highest }) => sum + highest, 0);
        const inFlight = marks.reduce((sum, mark) => sum + mark.inFlight, 0);
        const settled = [...fates.values()].reduce((sum, count) => sum + count, 0);
        expect(settled + inFlight).toBe(captured);
        for (const count of fates.values()) expect(count).toBeGreaterThanOrEqual(0);
      }
    }),
    { numRuns: 500 },
  );
});
