import { countText, shareText } from './number.js';

/** @type {Readonly<Record<string, { text: string, tone: 'plain' | 'good' | 'wait' | 'bad', icon: string }>>} */
const standings = {
  active: { text: 'Active', tone: 'good', icon: 'check' },
  expired: { text: 'Expired: hides nothing', tone: 'wait', icon: 'clock' },
  stale: { text: 'Stale: nothing to hide', tone: 'wait', icon: 'dash' },
  'over-broad': { text: 'Over-broad', tone: 'bad', icon: 'warning' },
};

/** @param {string} standing */
export const standingSign = (standing) =>
  standings[standing] ?? { text: standing, tone: 'wait', icon: 'warning' };

/**
 * What a rule says of the differences it names.
 * @param {import('../api/rule-shapes.d.ts').Rule['expect']} expect
 */
export function expectationText(expect = 'ignore') {
  if (typeof expect === 'string') return expect === 'ignore' ? 'Ignored' : expect;
  const [kind = '', value] = Object.entries(expect)[0] ?? [];
  switch (kind) {
    case 'tolerance':
      return `Within a tolerance of ${pairsText(value)}`;
    case 'unordered':
      return `Equal in any order${pairsText(value) === '' ? '' : ` (${pairsText(value)})`}`;
    case 'renamedFrom':
      return `Renamed from ${String(value)}`;
    case 'equalAfter':
      return `Equal after ${countText(Array.isArray(value) ? value.length : 0, 'mapping step')}`;
    default:
      return kind;
  }
}

/** @param {unknown} value */
const pairsText = (value) =>
  Object.entries(/** @type {Record<string, unknown>} */ (value ?? {}))
    .map(([name, it]) => `${name} ${String(it)}`)
    .join(', ');

/**
 * What a rule would hide, in one sentence.
 * @param {import('../api/rule-shapes.d.ts').RuleEffect} effect
 */
export function effectText({ findings, pairs, fieldsShare, exact }) {
  if (findings.length === 0) return 'It would hide nothing of what was found until now.';
  const fields = fieldsShare === null ? '' : `, and names ${shareText(fieldsShare)} of the endpoint’s fields`;
  return `It would hide ${countText(findings.length, 'finding')} in ${exact ? '' : 'about '}${countText(pairs, 'pair')}${fields}.`;
}
