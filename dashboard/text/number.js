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
