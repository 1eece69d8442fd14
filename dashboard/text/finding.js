import { countText } from './number.js';

/** The comparator counts distinct keys up to this many. */
const mostKeys = 64;

/**
 * How often, and on how many keys.
 * @param {import('../api/shapes.d.ts').Finding} finding
 */
export function spreadText({ count, keys }) {
  return `${countText(count, 'time')} on ${countText(keys, 'key')}${keys >= mostKeys ? ' or more' : ''}`;
}
