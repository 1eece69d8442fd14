/** ± digits × 10^exponent, without leading or trailing zeros; zero has no digits. Exact at any size. */
export interface Decimal {
  readonly negative: boolean;
  readonly digits: string;
  readonly exponent: bigint;
}

/** An exponent of more than 15 digits is not read: a million digits would take a quarter of a second (2026-11-26). */
const decimalText = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?)0*(\d{1,15}))?$/;

/** A real (`float4`) keeps at least this many digits; fewer, and a round number is simply another number. */
const FLOAT4_DIGITS = 6;

/** Beyond this many digits or places a number is not examined for rounding: the arithmetic would cost too much. */
const MAX_PLACES = 1000;

export function parseDecimal(text: string): Decimal | undefined {
  const match = decimalText.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = '', fraction = '', exponentSign = '', exponent = '0'] = match;
  const written = whole + fraction;
  let start = 0;
  while (written[start] === '0') start += 1;
  let end = written.length;
  while (end > start && written[end - 1] === '0') end -= 1;
  if (start === end) return { negative: false, digits: '', exponent: 0n };
  return {
    negative: sign === '-',
    digits: written.slice(start, end),
    exponent:
      BigInt(`${exponentSign === '-' ? '-' : ''}${exponent}`) -
      BigInt(fraction.length) +
      BigInt(written.length - end),
  };
}

/** Decimals of this many digits and places are told apart by a double, and printed back the same. */
const DOUBLE_DIGITS = 15;
const DOUBLE_PLACES = 290n;

/** One text for each number, however it was written: `1`, `1.0` and `10e-1` agree. */
export function canonicalDecimal(text: string): string {
  if (text.length <= DOUBLE_DIGITS && /^[1-9][0-9]*$/.test(text)) return text;
  if (text.length <= DOUBLE_DIGITS && !/[eE]/.test(text)) return String(Number(text));
  const decimal = parseDecimal(text);
  if (decimal === undefined) return text;
  const { negative, digits, exponent } = decimal;
  const canonical = `${negative ? '-' : ''}${digits || '0'}e${exponent.toString()}`;
  const fitsDouble = digits.length <= DOUBLE_DIGITS && exponent < DOUBLE_PLACES && exponent > -DOUBLE_PLACES;
  return fitsDouble ? String(Number(canonical)) : canonical;
}

/** Numbers are equal by value: `10.50` and `10.5` are one number to every JSON reader. */
export function isSameNumber(a: string, b: string): boolean {
  return a === b || canonicalDecimal(a) === canonicalDecimal(b);
}

/**
 * Whether the shadow's number is the primary's, cut or rounded (half either way) to fewer digits: 12.345 → 12.35, 12.34
 * or 12, and 123456789 → 123457000 as a `real` would keep it, but not 12 → 10.
 */
export function lostDigits(primary: Decimal, shadow: Decimal): boolean {
  if (primary.digits === '' || (shadow.digits !== '' && primary.negative !== shadow.negative)) return false;
  if (primary.digits.length > MAX_PLACES || shadow.digits.length > MAX_PLACES) return false;
  if (!isModerate(primary.exponent) || !isModerate(shadow.exponent)) return false;

  const primaryScale = -Number(primary.exponent);
  const shadowScale = -Number(shadow.exponent);
  const keptScale = shadow.digits.length >= FLOAT4_DIGITS ? shadowScale : Math.max(0, shadowScale);
  const dropped = primaryScale - keptScale;
  if (dropped <= 0) return false;

  const cut = BigInt(primary.digits.slice(0, -dropped) || '0');
  const firstDropped = primary.digits.at(-dropped) ?? '0';
  const nearest = firstDropped >= '5' ? cut + 1n : cut;
  const kept = BigInt(shadow.digits || '0') * 10n ** BigInt(keptScale - shadowScale);
  return kept === cut || kept === nearest;
}

/** An exponent that arithmetic can be done with. */
export function isModerate(exponent: bigint): boolean {
  return exponent < BigInt(MAX_PLACES) && exponent > -BigInt(MAX_PLACES);
}
