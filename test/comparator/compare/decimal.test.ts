import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isSameNumber, lostDigits, parseDecimal } from '../../../comparator/compare/decimal.ts';
import type { Decimal } from '../../../comparator/compare/decimal.ts';

function decimal(text: string): Decimal {
  const parsed = parseDecimal(text);
  if (parsed === undefined) throw new Error(text);
  return parsed;
}

describe('decimals', () => {
  test('with an exponent of more than 15 digits are compared as they are written', () => {
    const exponent = '9'.repeat(1_000_000);
    expect(parseDecimal(`1e${exponent}`)).toBeUndefined();
    expect(isSameNumber(`1e${exponent}`, `1.0e${exponent}`)).toBe(false);
    expect(isSameNumber('1e+0000000000000000000000002', '100')).toBe(true);
  });

  test.each([
    ['1', '1.0'],
    ['10.50', '10.5'],
    ['1e2', '100'],
    ['0.00', '-0'],
    ['1e-3', '0.001'],
    ['12E+1', '120'],
    ['1', '1.00000000000000000000'],
    ['0.0000001', '1e-7'],
    ['-0', '0.00000000000000000'],
    ['123456789012345', '123456789012345.0'],
    ['1e300', '10e299'],
  ])('%s and %s are one number', (a, b) => {
    expect(isSameNumber(a, b)).toBe(true);
  });

  test.each([
    ['9007199254740993', '9007199254740992'],
    ['0.1', '0.10000000000000000555'],
    ['1', '-1'],
    ['1e400', '1e401'],
    ['1e-400', '0'],
    ['123456789012345', '123456789012345.1'],
    ['1e290', '1e291'],
  ])('%s and %s are two numbers, though a double may not tell', (a, b) => {
    expect(isSameNumber(a, b)).toBe(false);
  });

  test('two integers beyond double differ exactly when their digits do', () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.bigInt(), (a, b) => {
        expect(isSameNumber(a.toString(), b.toString())).toBe(a === b);
        expect(isSameNumber(a.toString(), `${a.toString()}.000`)).toBe(true);
      }),
    );
  });

  test.each([
    ['12.345', '12.35'],
    ['12.345', '12.34'],
    ['12.345', '12'],
    ['12.3049', '12.3'],
    ['-12.345', '-12.35'],
    ['0.004', '0'],
    ['99.97', '100'],
    ['0.12345678901234567890', '0.12345678901234568'],
    ['123456789', '123457000'],
    ['12345678901234567890', '12345678901234567000'],
  ])('%s → %s lost digits', (primary, shadow) => {
    expect(lostDigits(decimal(primary), decimal(shadow))).toBe(true);
  });

  test.each([
    ['12.35', '12.345'],
    ['12.345', '12.36'],
    ['12.345', '13'],
    ['12.345', '-12.35'],
    ['12', '10'],
    ['99', '100'],
    ['5', '0'],
    ['0', '0.1'],
    ['12.345', '10'],
    ['1e999999999', '1'],
    ['1', '1e999999999'],
    [`0.${'1'.repeat(2_000)}`, '0.1'],
  ])('%s → %s is another number', (primary, shadow) => {
    expect(lostDigits(decimal(primary), decimal(shadow))).toBe(false);
  });

  test('rounding and cutting to fewer places always lose digits', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 1n, max: 10n ** 30n }),
        fc.integer({ min: 1, max: 20 }),
        fc.nat(20),
        (digits, scale, keep) => {
          const kept = Math.min(keep, scale - 1);
          const unit = 10n ** BigInt(scale - kept);
          fc.pre(digits % unit !== 0n);
          for (const shadow of [digits / unit, (digits + unit / 2n) / unit]) {
            expect(
              lostDigits(decimal(`${digits.toString()}e-${scale}`), decimal(`${shadow.toString()}e-${kept}`)),
            ).toBe(true);
          }
        },
      ),
    );
  });
});
