import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addGap, maxGaps } from '../../../control-plane/cycle/add-gap.ts';
import {
  cycleAfter,
  cycleAfterAbsence,
  firstCycle,
  nextCycle,
} from '../../../control-plane/cycle/change-cycle.ts';
import { cycleDocument, fromCycle, toCycle } from '../../../control-plane/cycle/cycle-document.ts';
import type { Gap } from '../../../control-plane/cycle/data-cycle.ts';
import type { MirrorPolicy, StoredMigration } from '../../../control-plane/migration/migration.ts';
import { storedMigration } from '../../makers/stored-migration.ts';

/** Seconds since the cycle began. */
const at = (second: number) => new Date(Date.UTC(2026, 0, 1) + second * 1_000);

type Part = Partial<Pick<MirrorPolicy, 'writes' | 'basisPoints' | 'key'>> & { readonly halted?: boolean };

const tenant = { kind: 'header', name: 'x-tenant-id' } as const;
const customer = { kind: 'header', name: 'x-customer-id' } as const;

function mirroring({ halted = false, ...mirror }: Part): StoredMigration {
  return storedMigration({ mirror: { writes: 'all', key: tenant, ...mirror }, halted });
}

/** A migration that begins in the first state and goes through the others, each some seconds later. */
function through(
  first: Part,
  ...later: readonly (readonly [second: number, state: Part])[]
): StoredMigration {
  const begun = mirroring(first);
  return later.reduce<StoredMigration>(
    (before, [second, state]) => {
      const after = mirroring(state);
      return { ...after, cycle: cycleAfter(before, after, at(second)) };
    },
    { ...begun, cycle: firstCycle(begun, at(0)) },
  );
}

function gapsOf({ cycle }: StoredMigration): readonly unknown[] {
  const second = (time: Date) => (time.getTime() - at(0).getTime()) / 1_000;
  return cycle.gaps.map(({ reason, from, to }) => [reason, second(from), to === null ? null : second(to)]);
}

const missed = 'writes-not-mirrored';

describe('a data cycle', () => {
  it.each<[what: string, after: StoredMigration, gaps: readonly unknown[]]>([
    ['whole while all writes are mirrored, at any percent', through({}, [5, { basisPoints: 100 }]), []],
    ['with a gap while halted', through({}, [5, { halted: true }]), [['halted', 5, null]]],
    ['with a gap that is over once resumed', through({}, [5, { halted: true }], [9, {}]), [['halted', 5, 9]]],
    ['with a gap from the start without writes', through({ writes: 'none' }), [[missed, 0, null]]],
    [
      'with a gap while there are no writes',
      through({}, [5, { writes: 'none' }], [7, { writes: 'none', basisPoints: 1 }], [9, {}]),
      [[missed, 5, 9]],
    ],
    [
      'with one gap where writes are off and the mirror is halted too',
      through({}, [5, { writes: 'none' }], [6, { writes: 'none', halted: true }]),
      [[missed, 5, null]],
    ],
    [
      'with a halt that goes on after writes were off',
      through({}, [5, { writes: 'none' }], [6, { writes: 'none', halted: true }], [8, { halted: true }]),
      [
        [missed, 5, 8],
        ['halted', 8, null],
      ],
    ],
    [
      'whole with an unchanged sample, for the keys in it',
      through({ writes: 'sampled', basisPoints: 500 }, [5, { writes: 'sampled', basisPoints: 500 }]),
      [],
    ],
    [
      'whole with a smaller sample',
      through({ writes: 'sampled', basisPoints: 500 }, [5, { writes: 'sampled', basisPoints: 100 }]),
      [],
    ],
    [
      'partial from its start once keys enter the sample, of which earlier writes were left out',
      through({ writes: 'sampled', basisPoints: 500 }, [5, { writes: 'sampled', basisPoints: 501 }]),
      [[missed, 0, 5]],
    ],
    [
      'partial once, however often the sample grows',
      through(
        { writes: 'sampled', basisPoints: 100 },
        [5, { writes: 'sampled', basisPoints: 500 }],
        [9, { writes: 'sampled', basisPoints: 900 }],
      ),
      [[missed, 0, 9]],
    ],
    [
      'partial once the sample is cut by another key',
      through({ writes: 'sampled', basisPoints: 500 }, [
        5,
        { writes: 'sampled', basisPoints: 500, key: customer },
      ]),
      [[missed, 0, 5]],
    ],
    [
      'partial once all writes are mirrored after a sample of them',
      through({ writes: 'sampled', basisPoints: 500 }, [5, {}]),
      [[missed, 0, 5]],
    ],
    [
      'whole once all writes are mirrored after a sample of everything',
      through({ writes: 'sampled', basisPoints: 10_000 }, [5, {}]),
      [],
    ],
    [
      'partial from its start where the sample is dropped',
      through({ writes: 'sampled', basisPoints: 500 }, [5, { writes: 'none' }]),
      [[missed, 0, null]],
    ],
    [
      'whole where nothing was to be mirrored in the first place',
      through({ writes: 'sampled', basisPoints: 0 }, [
        5,
        { writes: 'sampled', basisPoints: 0, halted: true },
      ]),
      [],
    ],
  ])('is %s', (_, after, gaps) => {
    expect(gapsOf(after)).toEqual(gaps);
  });

  it('that nothing happens to is the very same', () => {
    const before = through({}, [5, { halted: true }]);
    expect(cycleAfter(before, before, at(9))).toBe(before.cycle);
  });

  it('begins anew with what is missed at that moment', () => {
    const partial = through({}, [5, { halted: true }], [9, {}]);
    expect(nextCycle(partial, at(20))).toEqual({ number: 2, startedAt: at(20), gaps: [] });
    const halted = through({}, [5, { halted: true }]);
    expect(nextCycle(halted, at(20)).gaps).toEqual([{ reason: 'halted', from: at(20), to: null }]);
  });
});

describe('an absence of the control plane', () => {
  it('is a gap, and the same one however often it is found', () => {
    const before = through({});
    const cycle = cycleAfterAbsence(before, at(3), at(90));
    expect(cycle.gaps).toEqual([{ reason: 'control-plane-away', from: at(3), to: at(90) }]);
    expect(cycleAfterAbsence({ ...before, cycle }, at(3), at(90))).toBe(cycle);
    expect(cycleAfterAbsence({ ...before, cycle }, at(3), at(95)).gaps).toHaveLength(1);
  });

  it('begins with the cycle at the earliest', () => {
    const [gap] = cycleAfterAbsence(through({}), at(-50), at(90)).gaps;
    expect(gap?.from).toEqual(at(0));
  });

  it.each<[string, Part]>([
    ['halted', { halted: true }],
    ['without writes', { writes: 'none' }],
    ['at 0 % of sampled writes', { writes: 'sampled', basisPoints: 0 }],
  ])('is nothing to a mirror %s: there was nothing to miss', (_, state) => {
    const before = through(state);
    expect(cycleAfterAbsence(before, at(3), at(90))).toBe(before.cycle);
  });
});

const states = fc.record({
  writes: fc.constantFrom('all' as const, 'sampled' as const, 'none' as const),
  basisPoints: fc.constantFrom(0, 100, 5_000, 10_000),
  halted: fc.boolean(),
});

describe('whatever is changed', () => {
  it('at most one gap is open, exactly while writes are missed, and all are read back as they were', () => {
    fc.assert(
      fc.property(states, fc.array(states, { maxLength: 60 }), (first, later) => {
        const stored = through(first, ...later.map((state, index) => [index + 1, state] as const));
        const { gaps } = stored.cycle;
        const { writes, basisPoints } = stored.migration.mirror;
        const nothingMirrored = writes === 'none' || (stored.halted && (writes === 'all' || basisPoints > 0));
        expect(gaps.filter(({ to }) => to === null)).toHaveLength(nothingMirrored ? 1 : 0);
        expect(gaps.length).toBeLessThanOrEqual(maxGaps);
        const document: unknown = JSON.parse(JSON.stringify(fromCycle(stored.cycle)));
        expect(toCycle(cycleDocument.parse(document))).toEqual(stored.cycle);
      }),
    );
  });

  it('a time that was missed stays missed, when gaps are merged as well', () => {
    const second = fc.integer({ min: 0, max: 1_000 });
    const gap = fc
      .record({
        reason: fc.constantFrom('halted' as const, 'control-plane-away' as const),
        second,
        lasts: second,
      })
      .map(({ reason, second: from, lasts }): Gap => ({ reason, from: at(from), to: at(from + lasts) }));
    fc.assert(
      fc.property(fc.array(gap, { minLength: 1, maxLength: 80 }), (added) => {
        const kept = added.reduce<readonly Gap[]>(addGap, []);
        expect(kept.length).toBeLessThanOrEqual(maxGaps);
        for (const { from, to } of added) {
          expect(kept.some((other) => other.from <= from && (other.to ?? from) >= (to ?? from))).toBe(true);
        }
      }),
    );
  });
});
