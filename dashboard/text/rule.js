import { countText, numberText, shareText } from './number.js';

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
 * What a rule would hide, in one sentence or two.
 * @param {import('../api/rule-shapes.d.ts').RulePreview} preview
 */
export function previewText({ findings, pairs, cleared, basis }) {
  if (findings.length === 0) return 'It would hide nothing of what was found until now.';
  const what = `It would hide ${countText(findings.length, 'finding')}`;
  if (basis === 'estimate' || pairs === null) return `${what}, by an estimate from the pairs in memory.`;
  return `${what} in ${countText(pairs, 'pair')}. ${clearedText(pairs, cleared ?? 0)}`;
}

/**
 * @param {number} pairs
 * @param {number} cleared
 */
function clearedText(pairs, cleared) {
  if (cleared === pairs) return 'They show nothing else.';
  return cleared === 0
    ? 'All of them show something else too.'
    : `${numberText(cleared)} of them show nothing else.`;
}

/**
 * How much of an endpoint's answers a rule names.
 * @param {import('../api/rule-shapes.d.ts').RulePreview['coverage'][number]} coverage
 */
export function namedText({ covered, fields, status }) {
  const share = fields === 0 ? '' : ` (${shareText(covered / fields)})`;
  return `${numberText(covered)} of ${countText(fields, 'field')}${share}${status ? ', and the status' : ''}`;
}
