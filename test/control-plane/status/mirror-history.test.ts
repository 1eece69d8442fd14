import { describe, expect, it } from 'vitest';
import type { MirrorState } from '../../../control-plane/snapshot/build-snapshot.ts';
import { MirrorHistory } from '../../../control-plane/status/mirror-history.ts';

function state(routeVersion: string, runtimeVersion: string, change: Partial<MirrorState> = {}): MirrorState {
  return { routeVersion, runtimeVersion, basisPoints: 500, writes: 'all', halted: false, ...change };
}

function historyOf(...states: MirrorState[]): MirrorHistory {
  const history = new MirrorHistory();
  for (const each of states) history.record(new Map([['orders', each]]));
  return history;
}

describe('what an Envoy does, told by the versions it took', () => {
  const asked = historyOf(state('a', '1', { basisPoints: 500 }), state('b', '1', { basisPoints: 2_500 }));

  it('is the state those versions were published for, the newest or an older one', () => {
    expect(asked.meaningOf('orders', 'b', '1')?.basisPoints).toBe(2_500);
    expect(asked.meaningOf('orders', 'a', '1')?.basisPoints).toBe(500);
  });

  it.each([
    ['versions of nobody', 'orders', 'z', '1'],
    ['no route yet', 'orders', undefined, '1'],
    ['no runtime layer yet', 'orders', 'a', undefined],
    ['another migration', 'others', 'a', '1'],
  ])('is unknown with %s', (_, name, route, runtime) => {
    expect(asked.meaningOf(name, route, runtime)).toBeUndefined();
  });

  it('follows the runtime layer where the percent is in it alone', () => {
    const unkeyed = historyOf(state('a', '1', { basisPoints: 500 }), state('a', '2', { basisPoints: 2_500 }));
    expect(unkeyed.meaningOf('orders', 'a', '1')?.basisPoints).toBe(500);
    expect(unkeyed.meaningOf('orders', 'a', '2')?.basisPoints).toBe(2_500);
  });

  it('is unknown between two states that were never published together', () => {
    const both = historyOf(state('a', '1'), state('b', '2', { basisPoints: 1 }));
    expect(both.meaningOf('orders', 'a', '2')).toBeUndefined();
  });

  it('is halted as soon as the switch is gone, with the routes still on their way', () => {
    const halting = historyOf(state('a', '1'), state('a-off', '0', { halted: true }));
    expect(halting.meaningOf('orders', 'a', '0')).toMatchObject({ halted: true, basisPoints: 500 });
  });

  it('is what versions mean now, where the same pair came to mean something else', () => {
    const renamed = historyOf(state('a', '1', { writes: 'none' }), state('a', '1', { writes: 'all' }));
    expect(renamed.meaningOf('orders', 'a', '1')?.writes).toBe('all');
  });

  it('is remembered for a bounded number of states, and not for migrations that are gone', () => {
    const many = historyOf(...Array.from({ length: 1_000 }, (_, index) => state(`r${index}`, '1')));
    expect(many.meaningOf('orders', 'r0', '1')).toBeUndefined();
    expect(many.meaningOf('orders', 'r999', '1')).toBeDefined();
    many.record(new Map());
    expect(many.meaningOf('orders', 'r999', '1')).toBeUndefined();
  });
});
