import { isSameNumber, lostDigits, parseDecimal } from './decimal.ts';
import type { DifferenceClass } from './difference.ts';
import { lostTime } from './lost-time.ts';

/** How two texts differ; undefined when they do not. */
export function compareTexts(primary: string, shadow: string): DifferenceClass | undefined {
  if (primary === shadow) return undefined;
  const isTruncated =
    isCut(primary, shadow) || lostWrittenDigits(primary, shadow) || lostTime(primary, shadow);
  return isTruncated ? 'truncation' : 'value';
}

/** How two JSON numbers differ, given as written; undefined when they are the same number. */
export function compareNumbers(primary: string, shadow: string): DifferenceClass | undefined {
  if (isSameNumber(primary, shadow)) return undefined;
  return lostDecimals(primary, shadow) ? 'truncation' : 'value';
}

/**
 * The shadow's text is the start of the primary's, also after the padding of a `char(n)` and the replacement character of
 * a split code point are taken away. An empty text is no cut: nothing is left that would show one.
 */
function isCut(primary: string, shadow: string): boolean {
  let end = shadow.length;
  while (end > 0 && isPadding(shadow.charCodeAt(end - 1))) end -= 1;
  return end > 0 && end < primary.length && primary.startsWith(shadow.slice(0, end));
}

function isPadding(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d) || code === 0xfffd;
}

/** PostgreSQL drivers hand out `numeric` as text. Without a decimal point it may as well be a postcode. */
function lostWrittenDigits(primary: string, shadow: string): boolean {
  return (
    primary.length <= 100 && shadow.length <= 100 && primary.includes('.') && lostDecimals(primary, shadow)
  );
}

function lostDecimals(primary: string, shadow: string): boolean {
  const before = parseDecimal(primary);
  const after = parseDecimal(shadow);
  return before !== undefined && after !== undefined && lostDigits(before, after);
}
