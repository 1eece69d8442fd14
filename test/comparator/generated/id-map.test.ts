import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { IdMap, strengths, type IdPair, type Strength } from '../../../comparator/generated/id-map.ts';

const pair = (primary: number, shadow: number, strength: Strength = strengths.read): IdPair => ({
  primary,
  shadow,
  strength,
});

describe('a map of ids', () => {
  test('knows a pair that it learned, and takes another partner of either value for a contradiction', () => {
    const ids = new IdMap(10);
    expect(ids.claim(pair(1, 101))).toBe('learned');
    expect(ids.claim(pair(1, 101))).toBe('known');
    expect(ids.claim(pair(1, 102))).toBe('contradicts');
    expect(ids.claim(pair(2, 101))).toBe('contradicts');
    expect([ids.shadowOf(1), ids.primaryOf(101)]).toEqual([101, 1]);
  });

  test('believes what was given at birth rather than what was read', () => {
    const ids = new IdMap(10);
    ids.claim(pair(1, 102));
    ids.claim(pair(2, 101));
    expect(ids.claim(pair(1, 101, strengths.born))).toBe('learned');
    expect([ids.shadowOf(1), ids.shadowOf(2), ids.primaryOf(102)]).toEqual([101, undefined, undefined]);
    expect(ids.claim(pair(1, 102))).toBe('contradicts');
  });

  test('keeps what was met again when values come that nobody asks for', () => {
    const ids = new IdMap(10);
    ids.claim(pair(1, 101));
    ids.claim(pair(1, 101));
    for (let value = 1_000; value < 2_000; value += 1) ids.claim(pair(value, value + 5_000));
    expect(ids.size).toBe(10);
    expect(ids.shadowOf(1)).toBe(101);
  });

  test('is one-to-one and bounded whatever is claimed, and a map that is told of every change is the same', () => {
    const claims = fc.array(
      fc.record({
        primary: fc.nat(30),
        shadow: fc.nat(30).map((value) => 100 + value),
        strength: fc.constantFrom<Strength>(...Object.values(strengths)),
      }),
      { maxLength: 200 },
    );
    fc.assert(
      fc.property(claims, fc.integer({ min: 2, max: 40 }), (claimed, bound) => {
        const stored = new Map<number, IdPair>();
        const ids = new IdMap(bound, (changed, change) => {
          if (change === 'learned') stored.set(changed.primary, changed);
          else stored.delete(changed.primary);
        });
        for (const one of claimed) {
          const weighed = ids.weigh(one);
          expect(ids.claim(one)).toBe(weighed);
          expect(ids.size).toBeLessThanOrEqual(bound);
          if (weighed !== 'contradicts') expect(ids.shadowOf(one.primary)).toBe(one.shadow);
        }
        const recovered = new IdMap(bound);
        for (const one of stored.values()) recovered.recover(one);
        expect([recovered.size, recovered.different]).toEqual([ids.size, ids.different]);
        const partners = new Set<number>();
        for (let primary = 0; primary <= 30; primary += 1) {
          const shadow = ids.shadowOf(primary);
          expect(recovered.shadowOf(primary)).toBe(shadow);
          if (shadow === undefined) continue;
          expect(ids.primaryOf(shadow)).toBe(primary);
          expect(partners.has(shadow)).toBe(false);
          partners.add(shadow);
        }
        expect(ids.size).toBe(partners.size);
      }),
    );
  });
});
