const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const hundredths = new Intl.NumberFormat('en', { maximumFractionDigits: 2 });

/** @param {number} value */
export const numberText = (value) => whole.format(value);

/**
 * @param {number} count
 * @param {string} noun in the singular; its plural ends in `s`
 */
export const countText = (count, noun) => `${whole.format(count)} ${noun}${count === 1 ? '' : 's'}`;

/** @param {number} percent 0 to 100 */
export const percentText = (percent) => `${hundredths.format(percent)} %`;

/**
 * A share to two decimals, but never rounded to all or to nothing: one request lost in a million is not 0 %.
 * @param {number} share 0 to 1
 */
export function shareText(share) {
  const percent = share * 100;
  if (percent > 0 && percent < 0.01) return '< 0.01 %';
  if (percent < 100 && percent > 99.99) return '> 99.99 %';
  return percentText(percent);
}

const lowerBound = new Intl.NumberFormat('en', { maximumSignificantDigits: 2, roundingMode: 'floor' });
const upperBound = new Intl.NumberFormat('en', { maximumSignificantDigits: 2, roundingMode: 'ceil' });

/**
 * A bound of a share to two digits, rounded to the side on which it stays true.
 * @param {number} share 0 to 1
 * @param {'lower' | 'upper'} side
 */
export function boundText(share, side) {
  // Products like 0.07 * 100 are a hair above what they mean, which a ceiling would make a whole digit of.
  const percent = Number((Math.min(share, 1) * 100).toPrecision(12));
  return `${(side === 'lower' ? lowerBound : upperBound).format(percent)} %`;
}

const decimals = new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** @param {number} ratio */
export const ratioText = (ratio) => decimals.format(ratio);

const digits = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });

/**
 * An e-value: evidence as a factor. Null is beyond all numbers.
 * @param {number | null} value
 */
export function factorText(value) {
  if (value === null) return 'beyond measure';
  if (value >= 1e6) return `10^${Math.floor(Math.log10(value))}`;
  return value > 0 && value < 0.001 ? '< 0.001' : digits.format(value);
}
