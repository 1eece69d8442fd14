import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exponential, seededRandom, shuffled, uuid } from '../../../demo/traffic/random.ts';

const draws = 20_000;

describe('seeded random numbers', () => {
  it('are the same for the same seed, and others for another', () => {
    const take = (seed: number): number[] => Array.from({ length: 5 }, seededRandom(seed));
    expect(take(7)).toEqual(take(7));
    expect(take(7)).not.toEqual(take(8));
  });

  it('lie in [0, 1) and spread evenly', () => {
    const random = seededRandom(1);
    const tenths = new Array<number>(10).fill(0);
    for (let draw = 0; draw < draws; draw += 1) {
      const tenth = Math.floor(random() * 10);
      tenths[tenth] = (tenths[tenth] ?? Number.NaN) + 1;
    }
    // Six standard deviations of a binomial count: 6 * sqrt(20000 * 0.1 * 0.9).
    for (const count of tenths) expect(Math.abs(count - draws / 10)).toBeLessThan(255);
  });

  it('make pauses with the wanted mean', () => {
    const random = seededRandom(2);
    let sum = 0;
    for (let draw = 0; draw < draws; draw += 1) sum += exponential(300, random);
    expect(sum / draws).toBeGreaterThan(285);
    expect(sum / draws).toBeLessThan(315);
  });

  it('make version 4 UUIDs that do not repeat', () => {
    const random = seededRandom(3);
    const ids = Array.from({ length: 1_000 }, () => uuid(random));
    expect(new Set(ids).size).toBe(1_000);
    for (const id of ids)
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('shuffle without losing or adding a card', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.nat(), (cards, seed) => {
        const numeric = (a: number, b: number): number => a - b;
        expect(shuffled(cards, seededRandom(seed)).sort(numeric)).toEqual([...cards].sort(numeric));
      }),
    );
  });
});
