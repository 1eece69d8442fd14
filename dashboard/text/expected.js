import { countText } from './number.js';

/** @type {Readonly<Record<string, string>>} */
const texts = {
  mapping: 'Declared mapping',
  generated: 'Generated values',
  clock: 'Clocks',
  rule: 'Rules',
};

/**
 * What accounts for a difference: `generated`, or a kind with its place, as in `mapping 3` and `rule order-clock`.
 * @param {string} by
 */
export function explanationText(by) {
  const [kind = '', ...rest] = by.split(/[\s:]+/);
  const which = rest.join(' ');
  return `${texts[kind] ?? kind}${which === '' ? '' : `: ${kind === 'mapping' ? `step ${which}` : which}`}`;
}

/**
 * How many pairs each kind of explanation accounts for, in one line.
 * @param {readonly import('../api/verdict-shapes.d.ts').Expected[]} expected
 */
export function expectedText(expected) {
  /** @type {Map<string, number>} */
  const sums = new Map();
  for (const { by, pairs } of expected) {
    const kind = by.split(/[\s:]/)[0] ?? by;
    sums.set(kind, (sums.get(kind) ?? 0) + pairs);
  }
  return [...sums].map(([kind, count]) => `${texts[kind] ?? kind} ${countText(count, 'time')}`).join(' · ');
}
