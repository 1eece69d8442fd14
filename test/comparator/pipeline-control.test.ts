import { describe, expect, test } from 'vitest';
import type { Exchange } from '../../comparator/exchange/exchange.ts';
import type { WatchedMigration } from '../../comparator/watch/watched-migration.ts';
import { envoyReport } from '../makers/envoy-report.ts';
import { exchange, type ExchangeParts } from '../makers/exchange.ts';
import { openPipeline, orders } from '../makers/open-pipeline.ts';

const controlled: WatchedMigration = { ...orders, controlled: true, controlOwnsDatabase: true };
const onSharedDatabase: WatchedMigration = { ...controlled, controlOwnsDatabase: false };

interface Sides {
  readonly primary?: ExchangeParts;
  readonly shadow?: ExchangeParts;
  readonly control?: ExchangeParts;
}

/** The three halves of one request; only the primary's knows its key. */
function three(both: ExchangeParts, { primary = {}, shadow = {}, control = {} }: Sides = {}): Exchange[] {
  return [
    exchange({ ...both, ...primary, side: 'primary' }),
    exchange({ ...both, key: undefined, ...shadow, side: 'shadow' }),
    exchange({ ...both, key: undefined, ...control, side: 'control' }),
  ];
}

const two = (both: ExchangeParts, sides: Sides = {}): Exchange[] => three(both, sides).slice(0, 2);

const at = (startMs: number, endMs: number): ExchangeParts => ({
  startedAtUs: startMs * 1_000,
  endedAtUs: endMs * 1_000,
});

const other = { body: '{"total":"12.00"}' };

/** How often each thing was told of controls. */
function controlsIn(told: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const line of told) {
    const [, outcome] = /^control (.+)$/.exec(line) ?? [];
    if (outcome !== undefined) counts[outcome] = (counts[outcome] ?? 0) + 1;
  }
  return counts;
}

describe('a pair with a control', () => {
  test('whose three answers are equal is compared at once', async () => {
    const it = await openPipeline([controlled]);
    it.receive(...three({}));
    expect(await it.fates()).toEqual({ compared: 1 });
    expect(controlsIn(it.told)).toEqual({ equal: 1 });
  });

  test('whose control alone differs is identical evidence, once it is known that the control was in order', async () => {
    const it = await openPipeline([controlled]);
    it.receive(...three({ key: 'a' }, { control: other }));
    expect((await it.report()).ledger.inFlight).toBe(1);
    it.pass(600);
    expect(controlsIn(it.told)).toEqual({ differing: 1 });
    const { pairs, findings } = await it.report();
    expect(pairs).toEqual({ compared: 1, identical: 1, differing: 0 });
    expect(findings).toEqual([]);
  });

  test('where shadow and control both differ is counted once', async () => {
    const it = await openPipeline([controlled]);
    it.receive(...three({ key: 'a' }, { shadow: other, control: other }));
    it.pass(600);
    expect(controlsIn(it.told)).toEqual({ differing: 1 });
    expect(await it.fates()).toEqual({ compared: 1 });
    expect((await it.report()).findings).toMatchObject([{ path: '$.total', count: 1 }]);
  });

  test('whose control does not come goes on without it when its time is up; one that comes after is late', async () => {
    const it = await openPipeline([controlled]);
    const [primary, shadow, control] = three({}) as [Exchange, Exchange, Exchange];
    it.receive(primary, shadow);
    it.pass(7_900);
    expect(await it.fates()).toEqual({});
    it.pass(200);
    expect(await it.fates()).toEqual({ compared: 1 });
    it.receive(control);
    it.pass(9_000);
    expect(controlsIn(it.told)).toEqual({ absent: 1, late: 1 });
    expect(await it.fates()).toEqual({ compared: 1 });
  });

  test.each<[string, ExchangeParts]>([
    ['refuses connections', { status: 503, flags: ['UF'] }],
    ['does not answer in time', { status: 504, flags: ['UT'] }],
    ['has no place', { status: 503, flags: ['UO'] }],
    ['cut the connection', { status: 0, flags: ['UC'] }],
    ['asks who is there', { status: 401 }],
    ['was refused the request by the hop', { status: 403, details: 'direct_response' }],
  ])('that %s is a pair without one', async (_, control) => {
    const it = await openPipeline([controlled]);
    it.receive(...three({ key: 'a' }, { shadow: other, control }));
    it.pass(600);
    expect(controlsIn(it.told)).toEqual({ failed: 1 });
    expect((await it.report()).findings).toMatchObject([{ path: '$.total', count: 1 }]);
  });

  test('that answers an error where the primary does not shows noise, as a shadow that does is a finding', async () => {
    const it = await openPipeline([controlled]);
    it.receive(...three({ number: 1 }, { control: { status: 500 } }));
    it.receive(...three({ number: 2 }, { shadow: { status: 500 }, control: { status: 500 } }));
    it.receive(...three({ number: 3 }, { shadow: { status: 500 } }));
    it.pass(600);
    expect(controlsIn(it.told)).toEqual({ differing: 2, equal: 1 });
    expect(await it.fates()).toEqual({ compared: 1, 'shadow-error': 2 });
  });

  test('that is no evidence itself leaves its control unused', async () => {
    const it = await openPipeline([controlled]);
    it.receive(...three({ number: 1 }, { primary: { requestComplete: false, flags: ['DC'] } }));
    it.receive(...three({ number: 2 }, { shadow: { status: 401 } }));
    expect(await it.fates()).toEqual({ aborted: 1, auth: 1 });
    expect(controlsIn(it.told)).toEqual({ unused: 2 });
  });
});

describe('a control’s half alone', () => {
  test('ends quietly: no number, no fate, no loss', async () => {
    const it = await openPipeline([controlled]);
    it.receive(...three({ number: 7 }).slice(2));
    it.pass(9_000);
    expect((await it.report()).ledger).toMatchObject({ captured: 0, inFlight: 0, balanced: true });
    expect(controlsIn(it.told)).toEqual({ alone: 1 });
  });

  test('is of a number that Envoy reports, and so is counted as lost once, by that', async () => {
    const it = await openPipeline([controlled]);
    it.receive(...three({ number: 1 }), ...three({ number: 2 }).slice(2));
    it.hear(envoyReport({ issued: 2 }));
    it.pass(9_000);
    expect(await it.fates()).toEqual({ compared: 1, unknown: 1 });
    expect(controlsIn(it.told)).toEqual({ equal: 1, alone: 1 });
  });

  test('does not stand for a partner of one whose partner never came', async () => {
    const it = await openPipeline([controlled]);
    const [primary, , control] = three({}) as [Exchange, Exchange, Exchange];
    it.receive(control, primary);
    it.pass(9_000);
    expect(await it.fates()).toEqual({ 'primary-only': 1 });
    expect(controlsIn(it.told)).toEqual({ unused: 1 });
  });

  test('that there is no room for changes nothing for its pair', async () => {
    const it = await openPipeline([controlled]);
    const [primary, shadow, control] = three({}) as [Exchange, Exchange, Exchange];
    it.receive(primary);
    it.drop(control);
    it.receive(shadow);
    it.pass(9_000);
    expect(await it.fates()).toEqual({ compared: 1 });
    expect(controlsIn(it.told)).toEqual({ dropped: 1, absent: 1 });
  });
});

describe('reads and writes of one key, with a control', () => {
  const write = (number: number, sides: Sides): Exchange[] =>
    three({ number, key: 'a', request: { method: 'PUT' } }, sides);
  const sameTime = (times: ExchangeParts): Sides => ({ primary: times, shadow: times, control: times });

  test('a control that met a write in another order is dropped from its pair, which counts', async () => {
    const it = await openPipeline([controlled]);
    it.receive(...write(1, { primary: at(100, 110), shadow: at(100, 110), control: at(150, 160) }));
    const read = { primary: at(120, 130), shadow: at(120, 130), control: { ...at(121, 131), ...other } };
    it.receive(...three({ number: 2, key: 'a' }, read));
    it.pass(600);
    expect(controlsIn(it.told)).toEqual({ equal: 1, raced: 1 });
    expect(await it.fates()).toEqual({ compared: 2 });
  });

  test('a shadow that did is set aside, and its control with it, in whatever order that is known', async () => {
    const it = await openPipeline([controlled]);
    it.receive(...write(1, { primary: at(100, 110), shadow: at(150, 160), control: at(100, 110) }));
    const [primary, shadow] = [at(120, 130), { ...at(121, 131), ...other }];
    it.receive(
      ...three({ number: 2, key: 'a' }, { primary, shadow, control: at(121, 131) }),
      ...three({ number: 3, key: 'a' }, { primary, shadow, control: { ...at(121, 131), ...other } }),
    );
    it.pass(600);
    expect(await it.fates()).toEqual({ compared: 1, raced: 2 });
    expect(controlsIn(it.told)).toEqual({ equal: 1, unused: 2 });
  });

  test('one half in the wrong order on both is one outcome', async () => {
    const it = await openPipeline([controlled]);
    it.receive(...write(1, { primary: at(100, 110), shadow: at(150, 160), control: at(150, 160) }));
    const wrong = { ...at(121, 131), ...other };
    it.receive(...three({ number: 2, key: 'a' }, { primary: at(120, 130), shadow: wrong, control: wrong }));
    it.pass(600);
    expect(await it.fates()).toEqual({ compared: 1, raced: 1 });
    expect(controlsIn(it.told)).toEqual({ equal: 1, unused: 1 });
  });

  test.each([
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ])(
    'a write that raced taints its key on the side where it did, order of arrival %i %i %i',
    async (...order) => {
      const it = await openPipeline([controlled]);
      const send = (halves: readonly Exchange[]): void => {
        it.receive(...order.flatMap((index) => halves[index] ?? []));
      };
      // Two writes that the shadow made in the other order.
      send(write(1, { primary: at(100, 110), shadow: at(150, 160), control: at(100, 110) }));
      send(write(2, { primary: at(120, 130), shadow: at(120, 130), control: at(120, 130) }));
      const read = (number: number, sides: Sides): Exchange[] =>
        three({ number, key: 'a', ...at(200, 210) }, sides);
      send(read(3, { shadow: other }));
      send(read(4, { control: other }));
      it.pass(600);
      expect(await it.fates()).toEqual({ compared: 3, tainted: 1 });
      expect(controlsIn(it.told)).toEqual({ equal: 2, unused: 1, differing: 1 });
    },
  );

  test('a control that lost a write has drifted; the shadow has not', async () => {
    const it = await openPipeline([controlled]);
    it.receive(...write(1, sameTime(at(100, 110))).slice(0, 2));
    it.pass(8_100);
    const read = {
      primary: at(9_000, 9_010),
      shadow: at(9_000, 9_010),
      control: { ...at(9_000, 9_010), ...other },
    };
    it.receive(...three({ number: 2, key: 'a' }, read));
    const shadowReads = { ...read, shadow: { ...at(9_000, 9_010), ...other }, control: at(9_000, 9_010) };
    it.receive(...three({ number: 3, key: 'a' }, shadowReads));
    it.pass(9_000);
    expect(controlsIn(it.told)).toEqual({ absent: 1, tainted: 1, equal: 1 });
    expect(await it.fates()).toEqual({ compared: 3 });
    expect((await it.report()).findings).toMatchObject([{ path: '$.total', count: 1 }]);
  });

  test('a control on the primary’s database gets no write, and its reads meet the primary’s', async () => {
    const it = await openPipeline([onSharedDatabase]);
    it.receive(...write(1, sameTime(at(100, 110))).slice(0, 2));
    // The write is a pair of two, which waits for nobody.
    expect(await it.fates()).toEqual({ compared: 1 });
    const read = (control: ExchangeParts): Sides => ({
      primary: at(90, 95),
      shadow: at(90, 95),
      control: { ...control, ...other },
    });
    it.receive(...three({ number: 2, key: 'a' }, read(at(91, 105))));
    it.receive(...three({ number: 3, key: 'a' }, read(at(91, 96))));
    it.pass(600);
    expect(controlsIn(it.told)).toEqual({ raced: 1, differing: 1 });
  });

  test('what two concurrent writes did on one database is the same: nothing drifts', async () => {
    const it = await openPipeline([onSharedDatabase]);
    it.receive(
      ...write(1, sameTime(at(100, 110))).slice(0, 2),
      ...write(2, sameTime(at(105, 115))).slice(0, 2),
    );
    const read = { ...sameTime(at(200, 210)), control: { ...at(200, 210), ...other } };
    it.receive(...three({ number: 3, key: 'a' }, read));
    it.pass(600);
    expect(controlsIn(it.told)).toEqual({ differing: 1 });
  });

  test('a POST that is declared safe is not sent to a control on the primary’s database', async () => {
    const safe = [{ method: 'POST', path: '/search' }];
    const search = { request: { method: 'POST', path: '/search' } };
    const shared = await openPipeline([{ ...onSharedDatabase, safe }]);
    shared.receive(...two(search));
    expect(await shared.fates()).toEqual({ compared: 1 });
    const own = await openPipeline([{ ...controlled, safe }]);
    own.receive(...two(search));
    expect(await own.fates()).toEqual({});
  });
});
