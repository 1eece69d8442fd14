import { countText } from './number.js';

/** The comparator counts distinct keys up to this many. */
const mostKeys = 64;

/**
 * How often, and on how many keys.
 * @param {import('../api/shapes.d.ts').Finding} finding
 */
export const spreadText = ({ count, keys }) => `${countText(count, 'time')} on ${keysText(keys)}`;

/** @param {number} keys */
export const keysText = (keys) => `${countText(keys, 'key')}${keys >= mostKeys ? ' or more' : ''}`;
