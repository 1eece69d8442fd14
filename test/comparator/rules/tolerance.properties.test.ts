import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isWithin, product } from '../../../comparator/compare/decimal-distance.ts';

/** An integer of hundredths, or smaller parts, and how it may be written. */
const decimals = fc
  .tuple(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), fc.integer({ min: 0, max: 20 }), fc.boolean())
  .map(([value, places, asPower]) => ({
    /** At 20 places. */
    value: value * 10n ** BigInt(20 - places),
    text: asPower ? `${value}e-${places}` : pointed(value, places),
  }));

function pointed(value: bigint, places: number): string {
  const digits = (value < 0n ? -value : value).toString().padStart(places + 1, '0');
  const sign = value < 0n ? '-' : '';
  return places === 0 ? `${sign}${digits}` : `${sign}${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

const size = (value: bigint) => (value < 0n ? -value : value);

test('an absolute tolerance is exact, and the same either way round', () => {
  fc.assert(
    fc.property(decimals, decimals, decimals, (one, other, limit) => {
      const absolute = pointed(size(limit.value), 20);
      const expected = size(one.value - other.value) <= size(limit.value);
      expect(isWithin(one.text, other.text, { absolute })).toBe(expected);
      expect(isWithin(other.text, one.text, { absolute })).toBe(expected);
    }),
  );
});

test('two numbers apart by exactly the tolerance are within it, and by any more are not', () => {
  fc.assert(
    fc.property(decimals, decimals, (one, limit) => {
      const other = pointed(one.value + size(limit.value), 20);
      const beyond = pointed(one.value + size(limit.value) + 1n, 20);
      const absolute = pointed(size(limit.value), 20);
      expect(isWithin(one.text, other, { absolute })).toBe(true);
      expect(isWithin(one.text, beyond, { absolute })).toBe(false);
    }),
  );
});

test('a relative tolerance is a share of the larger size, exactly and either way round', () => {
  fc.assert(
    fc.property(decimals, decimals, fc.integer({ min: 0, max: 3_000 }), (one, other, thousandths) => {
      const larger = size(one.value) > size(other.value) ? size(one.value) : size(other.value);
      const expected = size(one.value - other.value) * 1_000n <= larger * BigInt(thousandths);
      const relative = pointed(BigInt(thousandths), 3);
      expect(isWithin(one.text, other.text, { relative })).toBe(expected);
      expect(isWithin(other.text, one.text, { relative })).toBe(expected);
    }),
  );
});

test('a product is exact, and a number as JSON writes it', () => {
  fc.assert(
    fc.property(decimals, decimals, (one, factor) => {
      const text = product(one.text, factor.text) ?? '';
      expect(text).toMatch(/^-?(0|[1-9]\d*)(\.\d*[1-9])?$/);
      expect(isWithin(text, pointed(one.value * factor.value, 40), { absolute: '0' })).toBe(true);
    }),
  );
});

test('texts that are no numbers, or of very many digits, are never near', () => {
  expect(isWithin('a', 'a', { absolute: '1' })).toBe(false);
  expect(isWithin('1'.repeat(5_000), '1'.repeat(5_000), { absolute: '1' })).toBe(false);
  expect(isWithin('1e999999999', '1', { absolute: '1' })).toBe(false);
  expect(product('1e999999999', '10')).toBeUndefined();
});
