import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Exchange } from '../../../comparator/exchange/exchange.ts';
import { Ledger } from '../../../comparator/ledger/ledger.ts';
import { PairTable } from '../../../comparator/pairing/pair-table.ts';
import { exchange } from '../../makers/exchange.ts';

/** Two migrations, an Envoy and the same restarted, few numbers: ids collide in every way they can. */
const half = fc.record({
  migration: fc.constantFrom('orders-v2', 'orders-v3'),
  seed: fc.constantFrom('a'.repeat(16), 'b'.repeat(16)),
  number: fc.integer({ min: 1, max: 6 }),
  side: fc.constantFrom('primary' as const, 'shadow' as const),
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

describe('halves that come in any order, twice, late, or under ids that others have', () => {
  test('are paired with the other side of the same id and migration only, and come out once', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const table = new PairTable(limits);
        const inside = new Set<Exchange>();
        const leave = (left: Exchange): void => {
          expect(inside.delete(left)).toBe(true);
        };
        let nowMs = 0;
        for (const happens of steps) {
          if (happens.kind === 'pass') {
            nowMs += happens.ms;
            for (const expired of table.expire(nowMs)) {
              leave(expired);
              table.bury(expired, 'primary-only');
            }
            continue;
          }
          const came = exchange(happens.half);
          if (happens.kind === 'take') {
            const taken = table.take(came);
            if (taken !== undefined) leave(taken);
            continue;
          }
          const offered = table.offer(came, nowMs, timeoutMs);
          if (offered.kind === 'waiting') inside.add(came);
          if (offered.kind === 'paired') {
            const { primary, shadow } = offered.pair;
            expect([primary.side, shadow.side]).toEqual(['primary', 'shadow']);
            expect(idOf(primary)).toBe(idOf(shadow));
            expect([primary, shadow]).toContain(came);
            leave(primary === came ? shadow : primary);
          }
          for (const displaced of table.displace()) leave(displaced);
          expect(table.size).toBe(inside.size);
          expect(table.size).toBeLessThanOrEqual(limits.maxHalves);
        }
        expect(new Set(table.expire(Infinity))).toEqual(inside);
        expect([table.size, table.bytes]).toEqual([0, 0]);
      }),
      { numRuns: 500 },
    );
  });

  test('let each number of each seed and migration have exactly one fate', () => {
    fc.assert(
      fc.property(fc.array(half, { maxLength: 80 }), (halves) => {
        const counted = new Map<string, number>();
        const ledger = new Ledger({
          counts: {
            countFate: (migration, _fate, count) =>
              counted.set(migration, (counted.get(migration) ?? 0) + count),
          },
          holeGraceMs: () => timeoutMs,
          maxSeeds: 16,
        });
        const table = new PairTable(limits);
        ledger.streamStarted(1);
        const highest = new Map<string, Map<string, number>>();
        for (const given of halves) {
          const came = exchange(given);
          const seeds = highest.get(given.migration) ?? new Map<string, number>();
          highest.set(given.migration, seeds);
          seeds.set(given.seed, Math.max(seeds.get(given.seed) ?? 0, given.number));
          const arrival = ledger.arrive(came, 1, 0);
          if (arrival === 'again' && !table.knows(came)) continue;
          const offered = table.offer(came, 0, timeoutMs);
          if (offered.kind === 'paired') ledger.settle(came.migration, came.id, 'compared');
          for (const { migration, id } of table.displace()) ledger.settle(migration, id, 'dropped-ingest');
        }
        for (const { migration, id } of table.expire(Infinity)) ledger.settle(migration, id, 'primary-only');
        ledger.giveUpHoles(Infinity);
        for (const [migration, seeds] of highest) {
          expect(counted.get(migration)).toBe([...seeds.values()].reduce((sum, number) => sum + number, 0));
        }
      }),
      { numRuns: 500 },
    );
  });
});
