import { countText } from './number.js';

/** @type {Readonly<Record<string, string>>} */
const texts = {
  mapping: 'Declared mapping',
  generated: 'Generated values',
  clock: 'Clocks',
};

/**
 * What accounts for a difference: a kind alone, as `generated`, or with its place, as `mapping step 1`.
 * @param {string} by
 */
export function explanationText(by) {
  const [kind = '', ...place] = by.split(' ');
  return [texts[kind] ?? kind, ...(place.length === 0 ? [] : [place.join(' ')])].join(', ');
}

/**
 * How many pairs each kind of explanation accounts for, in one line.
 * @param {readonly import('../api/verdict-shapes.d.ts').Expected[]} expected
 */
export function expectedText(expected) {
  /** @type {Map<string, number>} */
  const sums = new Map();
  for (const { by, pairs } of expected) {
    const kind = by.split(' ')[0] ?? by;
    sums.set(kind, (sums.get(kind) ?? 0) + pairs);
  }
  return [...sums].map(([kind, count]) => `${texts[kind] ?? kind} ${countText(count, 'time')}`).join(' · ');
}
