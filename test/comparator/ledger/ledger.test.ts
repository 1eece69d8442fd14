import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Fate } from '../../../comparator/ledger/fate.ts';
import { Ledger, type SeedMark } from '../../../comparator/ledger/ledger.ts';
import { envoyReport, seedMark } from '../../makers/envoy-report.ts';
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

  test('are unknown while their stream holds and nobody says anything of it', () => {
    const { ledger, counted } = openLedger();
    compared(ledger, 1, 0);
    compared(ledger, 5, 5_000);
    ledger.giveUpHoles(5_000 + graceMs);
    expect(counted()).toEqual({ compared: 2, unknown: 3 });
  });

  test('are what Envoy dropped, as far as it says so', () => {
    const { ledger, counted } = openLedger();
    ledger.hear(envoyReport({ issued: 1, dropped: 100 }), 0);
    compared(ledger, 1, 0);
    compared(ledger, 7, 5_000);
    // Two entries a request: what was dropped since explains two of the five.
    ledger.hear(envoyReport({ issued: 7, dropped: 104 }), 5_500);
    ledger.giveUpHoles(5_000 + graceMs);
    expect(counted()).toEqual({ compared: 2, 'dropped-envoy': 2, unknown: 3 });
    compared(ledger, 9, 20_000);
    ledger.giveUpHoles(20_000 + graceMs);
    expect(counted()).toEqual({ compared: 3, 'dropped-envoy': 2, unknown: 4 });
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

describe('what is missing at the end of a seed, where no later number shows it', () => {
  test('is counted once Envoy has said for the grace period that it gave the numbers out', () => {
    const { ledger, counted } = openLedger();
    compared(ledger, 1, 0);
    ledger.hear(envoyReport({ issued: 1 }), 0);
    ledger.hear(envoyReport({ issued: 3 }), 1_000);
    ledger.hear(envoyReport({ issued: 5 }), 2_000);
    ledger.giveUpHoles(1_000 + graceMs);
    expect(counted()).toEqual({ compared: 1, unknown: 2 });
    ledger.giveUpHoles(2_000 + graceMs);
    expect(counted()).toEqual({ compared: 1, unknown: 4 });
    expect(ledger.takeMarks()).toEqual([seedMark({ highest: 5, issued: 5 })]);
  });

  test('is what nobody was there to take, where the connection broke and Envoy lives', () => {
    const { ledger, counted } = openLedger();
    compared(ledger, 1, 0);
    ledger.streamEnded(1);
    for (let now = 1_000; now <= 1_000 + graceMs; now += 1_000) ledger.hear(envoyReport({ issued: 5 }), now);
    ledger.giveUpHoles(1_000 + graceMs);
    expect(counted()).toEqual({ compared: 1, 'lost-comparator': 4 });
  });

  test('is unknown where Envoy ended with its connection', () => {
    const { ledger, counted } = openLedger();
    compared(ledger, 1, 0);
    ledger.hear(envoyReport({ issued: 5 }), 1_000);
    ledger.streamEnded(1);
    ledger.giveUpHoles(1_000 + graceMs);
    expect(counted()).toEqual({ compared: 1, unknown: 4 });
  });

  test('is counted once, whether it comes after all or a later number shows the same hole', () => {
    const { ledger, counted } = openLedger();
    compared(ledger, 1, 0);
    ledger.hear(envoyReport({ issued: 4 }), 1_000);
    // In time: no loss. Then a later number shows what the report named.
    expect(compared(ledger, 2, 2_000)).toBe('first');
    expect(compared(ledger, 5, 3_000)).toBe('first');
    ledger.giveUpHoles(3_000 + graceMs);
    expect(counted()).toEqual({ compared: 3, unknown: 2 });
    ledger.hear(envoyReport({ issued: 6 }), 20_000);
    ledger.giveUpHoles(20_000 + graceMs);
    expect(counted()).toEqual({ compared: 3, unknown: 3 });
    expect(compared(ledger, 6, 30_000)).toBe('after-loss');
    expect(compared(ledger, 7, 30_001)).toBe('first');
    ledger.giveUpHoles(60_000);
    expect(counted()).toEqual({ compared: 4, unknown: 2, late: 1 });
  });

  test('is known to the next comparator, though Envoy is gone too', () => {
    const { ledger, counted } = openLedger();
    ledger.resume([{ migration: 'orders-v2', seed, highest: 50, issued: 60 }]);
    ledger.giveUpHoles(graceMs - 1);
    expect(counted()).toEqual({});
    ledger.giveUpHoles(graceMs);
    expect(counted()).toEqual({ unknown: 10 });
  });
});

describe('numbers that Envoy does not speak of', () => {
  test('are noticed where a later report does not reach them', () => {
    const { ledger } = openLedger();
    ledger.hear(envoyReport({ issued: 3 }), 0);
    compared(ledger, 1_000, 1);
    ledger.hear(envoyReport({ issued: 4 }), 1_000);
    expect(ledger.takeMarks()[0]?.unissued).toBe(0);
    // Seen before the report at 1 s: by now it would be in the counter.
    ledger.hear(envoyReport({ issued: 5 }), 2_000);
    expect(ledger.takeMarks()[0]?.unissued).toBe(995);
  });

  test('are noticed where an Envoy does not report, or no longer', () => {
    const { ledger } = openLedger();
    compared(ledger, 1, 0);
    expect(ledger.takeMarks()[0]?.unreported).toBe(1);
    ledger.hear(envoyReport({ issued: 1 }), 100);
    expect(ledger.takeMarks()[0]?.unreported).toBe(0);
    compared(ledger, 2, 5_000);
    expect(ledger.takeMarks()[0]?.unreported).toBe(0);
    compared(ledger, 3, 20_000);
    expect(ledger.takeMarks()[0]?.unreported).toBe(2);
    ledger.hear(envoyReport({ issued: 3 }), 20_100);
    expect(ledger.takeMarks()[0]?.unreported).toBe(0);
  });
});

describe('a ledger that goes on where another stopped', () => {
  test('counts what came between as lost at the comparator, and nothing before again', () => {
    const { ledger, counted } = openLedger();
    ledger.resume([{ migration: 'orders-v2', seed, highest: 50, issued: 0 }]);
    expect(compared(ledger, 40, 0)).toBe('again');
    compared(ledger, 61, 1);
    ledger.giveUpHoles(graceMs + 1);
    expect(counted()).toEqual({ compared: 1, 'lost-comparator': 10 });
    expect(ledger.takeMarks()).toEqual([seedMark({ highest: 61, unreported: 61 })]);
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
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('report' as const),
      seed: fc.nat(2),
      issued: fc.integer({ min: 1, max: 80 }),
      started: fc.constantFrom('1', '2'),
      dropped: fc.nat(20),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart' as const) }) },
);

test('at any time the numbers seen are the sum of all fates and what is in flight, and in the end all that Envoy gave out', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 150 }), (steps) => {
      const fates = new Map<Fate, number>();
      const stored = new Map<string, SeedMark>();
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
          case 'report': {
            const { seed, issued, ...said } = action;
            ledger.hear(envoyReport({ issued: { [String(seed).repeat(16)]: issued }, ...said }), now);
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
      for (const { seed, number } of open) ledger.settle('orders-v2', { seed, number }, 'compared');
      ledger.giveUpHoles(now + graceMs);
      for (const mark of ledger.takeMarks()) stored.set(mark.seed, mark);
      const captured = [...stored.values()].reduce((sum, { highest }) => sum + highest, 0);
      expect([...fates.values()].reduce((sum, count) => sum + count, 0)).toBe(captured);
      for (const { highest, issued } of stored.values()) expect(highest).toBeGreaterThanOrEqual(issued);
    }),
    { numRuns: 500 },
  );
});
