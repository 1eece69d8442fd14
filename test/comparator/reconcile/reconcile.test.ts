import { describe, expect, test } from 'vitest';
import { reconcile, type Counted } from '../../../comparator/reconcile/reconcile.ts';
import { envoyTotals } from '../../makers/envoy-report.ts';

const lastHeard = new Date('2026-03-02T11:42:08.000Z');

/** 100 captured: 90 mirrored and compared, 4 too large, 6 that Envoy gave up before the hop. */
function counted(given: Partial<Counted> = {}, envoy: Partial<Counted['envoy']> = {}): Counted {
  return {
    captured: 100,
    inFlight: 0,
    fates: { compared: 90, 'too-large': 4, 'primary-only': 6 },
    envoy: envoyTotals({ issued: 100, mirrored: 90, unsent: 6, lastHeard, ...envoy }),
    ...given,
  };
}

describe('the ledger and Envoy', () => {
  test('agree when every count is the same', () => {
    expect(reconcile(counted())).toEqual({ state: 'agrees', disagreements: [] });
  });

  test.each<[string, Counted, string, number]>([
    [
      'a fate counted twice',
      counted({ fates: { compared: 91, 'too-large': 4, 'primary-only': 6 } }),
      'fates',
      1,
    ],
    [
      'a fate not counted',
      counted({ fates: { compared: 88, 'too-large': 4, 'primary-only': 6 } }),
      'fates',
      2,
    ],
    ['numbers that Envoy never gave out', counted({}, { unissued: 7 }), 'captured', 7],
    [
      'more compared than were mirrored',
      counted({ fates: { compared: 95, 'too-large': 4, 'primary-only': 1 } }),
      'mirrored',
      5,
    ],
    ['more mirrored than was captured', counted({}, { mirrored: 93 }), 'mirrored', 3],
  ])('disagree by %s', (_, wrong, equation, requests) => {
    const { state, disagreements } = reconcile(wrong);
    expect(state).toBe('disagrees');
    expect(disagreements).toContainEqual({ equation, requests });
  });

  test.each<[string, Counted]>([
    ['requests in flight', counted({ inFlight: 3, captured: 103 }, { mirrored: 93 })],
    ['numbers that are on their way', counted({}, { mirrored: 93, outstanding: 3 })],
    ['numbers seen since the last report', counted({}, { mirrored: 87, unconfirmed: 3 })],
    ['counters that are read one after the other', counted({}, { mirrored: 93, growth: 3 })],
  ])('may lie apart by %s', (_, moving) => {
    expect(reconcile(moving).state).toBe('agrees');
  });

  test('are not reconciled where no Envoy reports, or one of several does not', () => {
    expect(reconcile(counted({}, envoyTotals())).state).toBe('not-reconciled');
    expect(reconcile(counted({}, { unreported: 1 })).state).toBe('not-reconciled');
  });

  test('disagree on what needs no Envoy even where none reports', () => {
    const wrong = counted({ captured: 101 }, envoyTotals());
    expect(reconcile(wrong)).toEqual({
      state: 'disagrees',
      disagreements: [{ equation: 'fates', requests: 1 }],
    });
  });
});
