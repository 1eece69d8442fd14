import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Exchange } from '../../../comparator/exchange/exchange.ts';
import { pairOf, type Halves } from '../../../comparator/exchange/halves.ts';
import { PairTable } from '../../../comparator/pairing/pair-table.ts';
import { exchange } from '../../makers/exchange.ts';
import { openPipeline, orders } from '../../makers/open-pipeline.ts';

/** Two migrations, an Envoy and the same restarted, few numbers: ids collide in every way they can. */
const half = fc.record({
  migration: fc.constantFrom('orders-v2', 'orders-v3'),
  seed: fc.constantFrom('a'.repeat(16), 'b'.repeat(16)),
  number: fc.integer({ min: 1, max: 6 }),
  side: fc.constantFrom('primary' as const, 'shadow' as const, 'control' as const),
});

/** What may happen between two arrivals. */
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('arrive' as const), half }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('pass' as const), ms: fc.integer({ min: 1, max: 900 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('take' as const), half }) },
);

const limits = { maxHalves: 4, maxBytes: 1_000_000, maxTombstones: 6 };
const timeoutMs = 1_000;

const idOf = ({ migration, id }: Exchange): string => `${migration} ${id.seed} ${id.number}`;

/** One of the two migrations has a control. */
const waitOf = ({ migration }: Exchange) => ({ timeoutMs, controlled: migration === 'orders-v3' });

const each = (halves: Halves): Exchange[] => Object.values(halves).filter((half) => half !== undefined);

describe('halves that come in any order, twice, late, or under ids that others have', () => {
  test('are paired with the other sides of the same id and migration only, and come out once', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const table = new PairTable(limits);
        const inside = new Set<Exchange>();
        const leave = (halves: Halves): void => {
          const left = each(halves);
          expect(left.length).toBeGreaterThan(0);
          expect(new Set(left.map(idOf)).size).toBe(1);
          for (const half of left) {
            expect(halves[half.side]).toBe(half);
            expect(inside.delete(half)).toBe(true);
          }
        };
        let nowMs = 0;
        for (const happens of steps) {
          if (happens.kind === 'pass') {
            nowMs += happens.ms;
            for (const expired of table.expire(nowMs)) {
              leave(expired);
              const pair = pairOf(expired);
              const lone = expired.primary ?? expired.shadow;
              if (pair !== undefined) table.buryControlOf(pair);
              else if (lone !== undefined) table.bury(lone, 'primary-only');
            }
            continue;
          }
          const came = exchange(happens.half);
          if (happens.kind === 'take') {
            const taken = table.take(came);
            if (taken !== undefined) leave(taken);
            continue;
          }
          const offered = table.offer(came, nowMs, waitOf(came));
          if (offered.kind === 'waiting' || offered.kind === 'met' || offered.kind === 'paired')
            inside.add(came);
          if (offered.kind === 'met') {
            expect(each(offered.pair).every((half) => inside.has(half))).toBe(true);
            expect(waitOf(came).controlled).toBe(true);
          }
          if (offered.kind === 'paired') {
            expect(each(offered.pair)).toContain(came);
            if (waitOf(came).controlled) expect(offered.pair.control).toBeDefined();
            leave(offered.pair);
          }
          for (const displaced of table.displace()) leave(displaced);
          expect(table.size).toBe(inside.size);
          expect(table.size).toBeLessThanOrEqual(limits.maxHalves);
        }
        for (const rest of table.expire(Infinity)) leave(rest);
        expect([inside.size, table.size, table.bytes]).toEqual([0, 0, 0]);
      }),
      { numRuns: 1_000 },
    );
  });

  /** Everything that may happen to halves on their way, to a whole pipeline: what is lost never comes. */
  const happening = fc.oneof(
    { weight: 8, arbitrary: fc.record({ kind: fc.constant('receive' as const), half }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('drop' as const), half }) },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constant('pass' as const), ms: fc.integer({ min: 1, max: 9_000 }) }),
    },
  );

  test.each(['GET', 'PUT'])(
    'let each number of each seed and migration have exactly one fate, and each control’s half one outcome (%s)',
    async (method) => {
      await fc.assert(
        fc.asyncProperty(fc.array(happening, { maxLength: 60 }), async (steps) => {
          const controlled = { controlled: true, controlOwnsDatabase: true };
          const watched = [orders, { ...orders, name: 'orders-v3', ...controlled }];
          const it = await openPipeline(watched, { limits: { waitingHalves: 4 } });
          const highest = new Map<string, number>();
          let controls = 0;
          for (const happens of steps) {
            if (happens.kind === 'pass') {
              it.pass(happens.ms);
              continue;
            }
            const came = exchange({ ...happens.half, request: { method } });
            if (happens.kind === 'receive') it.receive(came);
            else it.drop(came);
            if (came.side === 'control') controls += 1;
            else {
              const seed = `${came.migration}/${came.id.seed}`;
              highest.set(seed, Math.max(highest.get(seed) ?? 0, came.id.number));
            }
          }
          it.pass(30_000);
          for (const migration of ['orders-v2', 'orders-v3']) {
            const { ledger } = await it.report(migration);
            expect(ledger.balanced).toBe(true);
            expect(ledger.inFlight).toBe(0);
            expect(ledger.captured).toBe(
              [...highest].reduce(
                (sum, [seed, top]) => sum + (seed.startsWith(`${migration}/`) ? top : 0),
                0,
              ),
            );
          }
          const outcomes = it.told.filter((told) => told.startsWith('control ') && told !== 'control absent');
          expect(outcomes).toHaveLength(controls);
        }),
        { numRuns: 150 },
      );
    },
  );
});
