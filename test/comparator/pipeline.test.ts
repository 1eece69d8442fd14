import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Exchange } from '../../comparator/exchange/exchange.ts';
import type { Pair } from '../../comparator/exchange/pair.ts';
import { pair, type ExchangeParts } from '../makers/exchange.ts';
import { openPipeline, orders } from '../makers/open-pipeline.ts';
import { mappingSteps } from '../makers/mapping-steps.ts';
import { aRule } from '../makers/rule.ts';

const both = (
  given: ExchangeParts,
  sides: { primary?: ExchangeParts; shadow?: ExchangeParts } = {},
): Exchange[] => halvesOf(pair(given, sides));

const halvesOf = ({ primary, shadow }: Pair): Exchange[] => [primary, shadow];

/** A read of order 1 that lasts 10 ms, and where the shadow cuts a name. */
const differing = { primary: { body: '{"name":"Ada Lovelace"}' }, shadow: { body: '{"name":"Ada"}' } };

describe('a pair', () => {
  test('with equal answers is compared at once', async () => {
    const it = await openPipeline();
    it.receive(...both({}));
    expect(await it.fates()).toEqual({ compared: 1 });
    expect(await it.report()).toMatchObject({
      outcome: 'no-differences-found',
      pairs: { compared: 1, identical: 1, differing: 0 },
      endpoints: [{ endpoint: 'GET /orders/{id}', compared: 1, differing: 0 }],
    });
  });

  test('that differs becomes a finding once its order is known', async () => {
    const it = await openPipeline();
    it.receive(...both({ key: 'tenant-1' }, differing));
    expect((await it.report()).ledger).toMatchObject({ captured: 1, inFlight: 1, balanced: true });
    it.pass(600);
    const { findings, outcome, pairs } = await it.report();
    expect(outcome).toBe('differences-found');
    expect(pairs).toEqual({ compared: 1, identical: 0, differing: 1 });
    expect(findings).toMatchObject([
      { endpoint: 'GET /orders/{id}', path: '$.name', class: 'truncation', count: 1, keys: 1 },
    ]);
    expect(JSON.stringify(findings)).not.toMatch(/Ada|tenant-1/);
  });

  test('whose shadow failed is a finding with the cause', async () => {
    const it = await openPipeline();
    it.receive(
      ...both(
        { request: { method: 'POST', path: '/orders' } },
        { primary: { status: 201 }, shadow: { status: 500 } },
      ),
    );
    expect(await it.fates()).toEqual({ 'shadow-error': 1 });
    const [finding] = (await it.report()).findings;
    expect(finding).toMatchObject({ endpoint: 'POST /orders', path: 'status', class: 'status' });
    expect(finding?.exemplars[0]).toMatchObject({
      primary: { type: 'status', literal: '201' },
      shadow: { type: 'status', literal: '500' },
    });
  });

  test('whose shadow failed is no finding where a rule expects it', async () => {
    const rules = [aRule({ endpoint: 'GET /orders/{id}', path: 'status' })];
    const it = await openPipeline([{ ...orders, rules }]);
    it.receive(...both({}, { shadow: { status: 500 } }));
    expect((await it.report()).findings).toEqual([]);
  });

  test('that the mapping makes equal is no finding, and equal answers are one where it should have changed them', async () => {
    const mapping = mappingSteps({ move: '$.name', to: '$.fullName' });
    const it = await openPipeline([{ ...orders, mapping }]);
    const [old, anew] = [{ body: '{"name":"Ada"}' }, { body: '{"fullName":"Ada"}' }];
    it.receive(...both({ number: 1 }, { primary: old, shadow: anew }));
    it.receive(...both({ number: 2 }, { primary: old, shadow: old }));
    it.pass(600);
    const { findings, pairs } = await it.report();
    expect(pairs).toEqual({ compared: 2, identical: 1, differing: 1 });
    expect(findings.map(({ path, class: differenceClass }) => `${differenceClass} ${path}`).sort()).toEqual([
      'extra-field $.name',
      'missing-field $.fullName',
    ]);
  });

  test('is compared under the rules in force when it was asked', async () => {
    const expectation = { kind: 'tolerance', absolute: '5', relative: undefined, timeMs: undefined } as const;
    const rules = [aRule({ path: '$.total', expect: expectation, expires: new Date(2_000) })];
    const it = await openPipeline([{ ...orders, rules }]);
    const sides = { primary: { body: '{"total":1}' }, shadow: { body: '{"total":2}' } };
    it.receive(...both({ number: 1, startedAtUs: 1_999_000, endedAtUs: 1_999_500 }, sides));
    it.receive(...both({ number: 2, startedAtUs: 2_000_000, endedAtUs: 2_000_500 }, sides));
    it.pass(600);
    // Each is evidence of an epoch of its own: a rule that stops to act begins one.
    expect(it.told).toEqual(['compared identical', 'compared differing']);
  });

  test('of every endpoint at which the shadow asks to sign in is one root finding', async () => {
    const it = await openPipeline();
    it.receive(...both({ number: 1 }, { shadow: { status: 401 } }));
    it.receive(...both({ number: 2, request: { path: '/customers/5' } }, { shadow: { status: 401 } }));
    expect((await it.report()).findings).toMatchObject([{ endpoint: '*', path: 'status', count: 2 }]);
    expect(await it.fates()).toEqual({ auth: 2 });
  });
});

describe('reads and writes of one key', () => {
  const at = (startMs: number, endMs: number): ExchangeParts => ({
    startedAtUs: startMs * 1_000,
    endedAtUs: endMs * 1_000,
  });
  const write = (number: number, primary: ExchangeParts, shadow: ExchangeParts): Exchange[] =>
    both({ number, key: 'tenant-1', request: { method: 'PUT' } }, { primary, shadow });
  const read = (number: number, primary: ExchangeParts, shadow: ExchangeParts): Exchange[] =>
    both(
      { number, key: 'tenant-1' },
      { primary: { ...differing.primary, ...primary }, shadow: { ...differing.shadow, ...shadow } },
    );

  test('a read that overtook a write on the shadow is raced, not a finding', async () => {
    const it = await openPipeline();
    it.receive(...write(1, at(100, 110), at(150, 160)), ...read(2, at(120, 130), at(121, 131)));
    it.pass(600);
    expect(await it.fates()).toEqual({ compared: 1, raced: 1 });
    expect((await it.report()).findings).toEqual([]);
  });

  test('a write that shows itself after the read was paired still races it', async () => {
    const it = await openPipeline();
    it.receive(...read(2, at(120, 130), at(121, 131)));
    it.pass(300);
    it.receive(...write(1, at(100, 300), at(100, 301)));
    it.pass(600);
    expect(await it.fates()).toEqual({ compared: 1, raced: 1 });
  });

  test('an update that the shadow lost is found by reads with no write beside them', async () => {
    const it = await openPipeline();
    it.receive(...write(1, at(100, 110), at(101, 111)), ...read(2, at(200, 210), at(200, 210)));
    it.pass(600);
    expect(await it.fates()).toEqual({ compared: 2 });
    expect((await it.report()).findings).toMatchObject([{ path: '$.name', count: 1 }]);
  });

  test('a read after a write whose copy never arrived is set aside', async () => {
    const it = await openPipeline();
    const [written] = write(1, at(100, 110), at(100, 110));
    if (written !== undefined) it.receive(written);
    it.receive(...read(2, at(200, 210), at(200, 210)));
    it.pass(9_000);
    expect(await it.fates()).toEqual({ 'primary-only': 1, raced: 1 });
  });

  test('a read after a write that was too large to be copied is set aside', async () => {
    const it = await openPipeline();
    const [written] = write(1, { ...at(100, 110), route: 'too-large' }, at(100, 110));
    if (written !== undefined) it.receive(written);
    it.receive(...read(2, at(200, 210), at(200, 210)));
    it.pass(600);
    expect(await it.fates()).toEqual({ 'too-large': 1, raced: 1 });
  });

  test('equal answers need no order', async () => {
    const it = await openPipeline();
    it.receive(
      ...write(1, at(100, 110), at(150, 160)),
      ...both({ number: 2, key: 'tenant-1', ...at(105, 155) }),
    );
    expect(await it.fates()).toEqual({ compared: 2 });
  });
});

describe('a request on the way', () => {
  test('of which one half came is given up after the timeout, and late when the other comes', async () => {
    const it = await openPipeline();
    const [primary, shadow] = both({}) as [Exchange, Exchange];
    it.receive(primary);
    it.pass(7_900);
    expect(it.told).toEqual([]);
    it.pass(200);
    expect(await it.fates()).toEqual({ 'primary-only': 1 });
    it.receive(shadow, shadow, primary);
    expect(await it.fates()).toEqual({ late: 1 });
    expect(it.told).toEqual([
      'primary-only hop-overflow-or-shadow-entry-lost',
      'late',
      'ignored already-settled',
      'ignored already-settled',
    ]);
  });

  test.each<[string, ExchangeParts, string]>([
    ['was cut by the mirror’s limit', { status: 200, flags: ['UT'] }, 'not-comparable'],
    ['had answered', {}, 'shadow-only'],
  ])(
    'that lasts for a minute is not lost because its shadow %s long before',
    async (_, shadow, meanwhile) => {
      const it = await openPipeline();
      const [primary, copy] = both({}, { primary: { startedAtUs: 0, endedAtUs: 60_000_000 }, shadow }) as [
        Exchange,
        Exchange,
      ];
      it.receive(copy);
      it.pass(8_100);
      expect(await it.fates()).toEqual({ [meanwhile]: 1 });
      it.receive(primary);
      expect(await it.fates()).toEqual({ 'not-comparable': 1 });
    },
  );

  test('that comes twice counts once', async () => {
    const it = await openPipeline();
    it.receive(...both({}), ...both({}));
    expect(await it.fates()).toEqual({ compared: 1 });
  });

  test('that was too large is counted without a partner', async () => {
    const it = await openPipeline();
    it.receive(pair({ route: 'too-large' }).primary);
    expect(await it.fates()).toEqual({ 'too-large': 1 });
  });

  test('for which the queue had no room is dropped whole', async () => {
    const it = await openPipeline();
    const [primary, shadow] = both({}) as [Exchange, Exchange];
    it.receive(primary);
    it.drop(shadow);
    it.drop(pair({ number: 2 }).primary);
    it.receive(pair({ number: 2 }).shadow);
    expect(await it.fates()).toEqual({ 'dropped-ingest': 2 });
  });

  test('of a migration not heard of yet waits for it', async () => {
    const it = await openPipeline([]);
    it.receive(...both({}));
    it.pass(1_000);
    expect(it.told).toEqual(['unknown']);
    it.migrations.replace([orders]);
    it.pass(50);
    expect(await it.fates()).toEqual({ compared: 1 });
  });

  test('of a migration that is never heard of is set aside after a while', async () => {
    const it = await openPipeline([]);
    it.receive(...both({}));
    it.pass(9_000);
    expect(it.told).toEqual(['unknown', 'not-comparable unknown-migration']);
  });
});

test('whatever is reordered, repeated or lost, every captured request has exactly one fate', async () => {
  const entry = fc.record({
    number: fc.integer({ min: 1, max: 40 }),
    seed: fc.constantFrom('a'.repeat(16), 'b'.repeat(16)),
    side: fc.constantFrom('primary' as const, 'shadow' as const),
    route: fc.constantFrom('mirror' as const, 'mirror' as const, 'too-large' as const),
    status: fc.constantFrom(200, 200, 404, 500, 401, 0),
    key: fc.constantFrom(undefined, 'k'),
    method: fc.constantFrom('GET', 'POST'),
    startedAtUs: fc.integer({ min: 1, max: 100 }),
    how: fc.constantFrom('receive' as const, 'receive' as const, 'receive' as const, 'drop' as const),
    pauseMs: fc.constantFrom(0, 0, 0, 100, 5_000),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(entry, { maxLength: 120 }), async (entries) => {
      const it = await openPipeline();
      for (const { how, pauseMs, method, side, key, ...given } of entries) {
        const endedAtUs = given.startedAtUs + 20;
        const halves = pair({ ...given, endedAtUs, key, request: { method } });
        if (how === 'receive') it.receive(halves[side]);
        else it.drop(halves[side]);
        it.pass(pauseMs);
        expect((await it.report()).ledger.balanced).toBe(true);
      }
      it.pass(30_000);
      const { ledger } = await it.report();
      expect(ledger).toMatchObject({ balanced: true, inFlight: 0 });
      for (const count of Object.values(ledger.fates)) expect(count).toBeGreaterThanOrEqual(0);
    }),
    { numRuns: 60 },
  );
});

test('whatever is reordered, repeated, lost, or comes under an id that others have, only halves of one request are compared', async () => {
  const half = fc.record({
    migration: fc.constantFrom('orders-v2', 'orders-v3'),
    seed: fc.constantFrom('a'.repeat(16), 'b'.repeat(16)),
    number: fc.integer({ min: 1, max: 12 }),
    side: fc.constantFrom('primary' as const, 'shadow' as const),
    pauseMs: fc.constantFrom(0, 0, 0, 0, 5_000),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(half, { maxLength: 120 }), async (halves) => {
      const it = await openPipeline([orders, { ...orders, name: 'orders-v3' }]);
      for (const { pauseMs, side, ...given } of halves) {
        // The answer names its request: two halves that do not belong together differ.
        const body = JSON.stringify(`${given.migration} ${given.seed} ${given.number}`);
        it.receive(pair({ ...given, body })[side]);
        it.pass(pauseMs);
      }
      it.pass(30_000);
      const { told } = it;
      expect(told.filter((line) => line === 'failed' || line.startsWith('compared differing'))).toEqual([]);
      let captured = 0;
      for (const name of ['orders-v2', 'orders-v3']) {
        const { findings, ledger } = await it.report(name);
        expect(findings).toEqual([]);
        expect(ledger).toMatchObject({ balanced: true, inFlight: 0 });
        captured += ledger.captured;
      }
      const highest = new Map(halves.map(({ migration, seed }) => [`${migration} ${seed}`, 0]));
      for (const { migration, seed, number } of halves) {
        const name = `${migration} ${seed}`;
        highest.set(name, Math.max(highest.get(name) ?? 0, number));
      }
      expect(captured).toBe([...highest.values()].reduce((sum, number) => sum + number, 0));
    }),
    { numRuns: 60 },
  );
});
