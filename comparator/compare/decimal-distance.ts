import { isModerate, parseDecimal, type Decimal } from './decimal.ts';

/** Beyond so many digits or places the arithmetic would cost too much. */
const MAX_DIGITS = 1_000;

/** Digits of two numbers whose product is a safe integer. */
const SAFE_DIGITS = 15;

/** An integer at a power of ten. */
interface Scaled {
  readonly value: bigint;
  readonly exponent: number;
}

/**
 * Whether two decimals are apart by at most `absolute`, or by at most `relative` times the larger of their sizes. Exact, and the same
 * either way round. False of what is no decimal, or of very many digits.
 */
export function isWithin(
  one: string,
  other: string,
  limits: { readonly absolute?: string | undefined; readonly relative?: string | undefined },
): boolean {
  const a = scaled(one);
  const b = scaled(other);
  if (a === undefined || b === undefined) return false;
  const exponent = Math.min(a.exponent, b.exponent);
  const [x, y] = [raised(a, exponent), raised(b, exponent)];
  const distance = { value: size(x - y), exponent };
  const absolute = limits.absolute === undefined ? undefined : scaled(limits.absolute);
  if (absolute !== undefined && isAtMost(distance, absolute)) return true;
  const relative = limits.relative === undefined ? undefined : scaled(limits.relative);
  if (relative === undefined) return false;
  const larger = size(x) > size(y) ? size(x) : size(y);
  return isAtMost(distance, { value: larger * relative.value, exponent: exponent + relative.exponent });
}

/** The product, as a JSON number; undefined where one is no decimal, or of very many digits. */
export function product(one: string, other: string): string | undefined {
  // Two whole numbers whose product a double holds exactly; as decimals they take twenty times as long.
  if (one.length + other.length <= SAFE_DIGITS && isWhole(one) && isWhole(other)) {
    return String(Number(one) * Number(other) || 0);
  }
  const a = scaled(one);
  const b = scaled(other);
  if (a === undefined || b === undefined) return undefined;
  return written(a.value * b.value, a.exponent + b.exponent);
}

function isWhole(text: string): boolean {
  return /^-?\d+$/.test(text);
}

function written(value: bigint, exponent: number): string {
  const sign = value < 0n ? '-' : '';
  const digits = size(value).toString();
  if (value === 0n) return '0';
  if (exponent >= 0) return `${sign}${digits}${'0'.repeat(exponent)}`;
  const padded = digits.padStart(1 - exponent, '0');
  const fraction = padded.slice(exponent).replace(/0+$/, '');
  const whole = padded.slice(0, exponent);
  return fraction === '' ? `${sign}${whole}` : `${sign}${whole}.${fraction}`;
}

function isAtMost(one: Scaled, other: Scaled): boolean {
  const exponent = Math.min(one.exponent, other.exponent);
  return raised(one, exponent) <= raised(other, exponent);
}

function scaled(text: string): Scaled | undefined {
  const decimal = text.length > 2 * MAX_DIGITS ? undefined : parseDecimal(text);
  return decimal !== undefined && isModest(decimal)
    ? {
        value: BigInt(`${decimal.digits || '0'}`) * (decimal.negative ? -1n : 1n),
        exponent: Number(decimal.exponent),
      }
    : undefined;
}

function isModest({ digits, exponent }: Decimal): boolean {
  return digits.length <= MAX_DIGITS && isModerate(exponent);
}

function raised({ value, exponent }: Scaled, to: number): bigint {
  return value * 10n ** BigInt(exponent - to);
}

function size(value: bigint): bigint {
  return value < 0n ? -value : value;
}
