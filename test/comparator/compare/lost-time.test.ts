import { describe, expect, test } from 'vitest';
import { lostTime } from '../../../comparator/compare/lost-time.ts';

describe('times', () => {
  test.each([
    ['fraction cut', '2026-03-01T10:11:12.345678Z', '2026-03-01T10:11:12.345Z'],
    ['fraction rounded', '2026-03-01T10:11:12.345678Z', '2026-03-01T10:11:12.346Z'],
    ['fraction rounded into the next second', '2026-03-01T10:11:59.999Z', '2026-03-01T10:12:00Z'],
    ['fraction gone', '2026-03-01 10:11:12.3+00', '2026-03-01 10:11:12+00'],
    ['zeros of the fraction gone', '2026-03-01T10:11:12.100Z', '2026-03-01T10:11:12.1Z'],
    ['moved by a zone', '2026-03-01T10:11:12Z', '2026-03-01T12:11:12Z'],
    ['moved by a zone of half an hour', '2026-03-01T10:11:12Z', '2026-03-01T15:41:12Z'],
    ['moved over midnight', '2026-03-01T23:11:12Z', '2026-03-02T01:11:12Z'],
    ['moved and fraction gone', '2026-03-01T10:11:12.345Z', '2026-03-01T08:11:12Z'],
    ['zone dropped, wall clock moved', '2026-03-01T10:11:12Z', '2026-03-01T12:11:12'],
    ['same instant, another zone', '2026-03-01T10:11:12Z', '2026-03-01T12:11:12+02:00'],
    ['same wall clock, another zone', '2026-03-01T10:11:12+02:00', '2026-03-01T10:11:12Z'],
    ['time of day zeroed', '2026-03-01T10:11:12Z', '2026-03-01T00:00:00Z'],
    ['time of day dropped', '2026-03-01T10:11:12Z', '2026-03-01'],
    ['before 1970', '1969-12-31T10:11:12.345Z', '1969-12-31T00:00:00.000Z'],
    ['fraction before 1970', '1951-07-03T10:11:12.345Z', '1951-07-03T10:11:12.34Z'],
  ])('%s: %s → %s', (_, primary, shadow) => {
    expect(lostTime(primary, shadow)).toBe(true);
  });

  test.each([
    ['the same', '2026-03-01T10:11:12Z', '2026-03-01T10:11:12Z'],
    ['another minute', '2026-03-01T10:11:12Z', '2026-03-01T10:12:12Z'],
    ['another day', '2026-03-01T10:11:12Z', '2026-03-02T10:11:12Z'],
    ['another date', '2026-03-01', '2026-03-02'],
    ['more digits', '2026-03-01T10:11:12Z', '2026-03-01T10:11:12.345Z'],
    ['another fraction', '2026-03-01T10:11:12.345Z', '2026-03-01T10:11:12.36Z'],
    ['another way of writing', '2026-03-01 10:11:12+00', '2026-03-01T10:11:12Z'],
    ['midnight of another day', '2026-03-01T10:11:12Z', '2026-03-03T00:00:00Z'],
    ['no time at all', 'yesterday', '2026-03-01T10:11:12Z'],
  ])('not lost, %s: %s → %s', (_, primary, shadow) => {
    expect(lostTime(primary, shadow)).toBe(false);
  });
});
