import { keysText } from './finding.js';
import { countText, factorText } from './number.js';
import { noiseSign } from './noise.js';

/**
 * What the verdict makes of a finding.
 * @typedef {{ text: string, meaning: string, tone: 'plain' | 'wait' | 'bad', icon: string }} FindingMark
 */

/**
 * Of every finding that the verdict speaks of, by its id.
 * @param {Pick<import('../api/verdict-shapes.d.ts').Verdict, 'confirmed' | 'noise'> | undefined} verdict
 * @returns {Map<string, FindingMark>}
 */
export function findingMarks(verdict) {
  if (verdict === undefined) return new Map();
  return new Map([
    ...verdict.noise.map((noise) => /** @type {const} */ ([noise.id, noiseSign(noise.standing)])),
    ...verdict.confirmed.map((finding) => /** @type {const} */ ([finding.id, confirmedMark(finding)])),
  ]);
}

/**
 * @param {import('../api/verdict-shapes.d.ts').ConfirmedFinding} finding
 * @returns {FindingMark}
 */
function confirmedMark({ standing, pairs, keys, eValue }) {
  const seen = `${countText(pairs, 'pair')} on ${keysText(keys)}`;
  const weight = eValue === null ? '' : ` Evidence that it is no noise: ${factorText(eValue)}.`;
  return standing === 'confirmed'
    ? {
        text: 'Confirmed',
        meaning: `In ${seen}, and it is not noise: it fails the verdict at any rate, until it is fixed or accepted by a rule.${weight}`,
        tone: 'bad',
        icon: 'cross',
      }
    : {
        text: 'Suspected',
        meaning: `In ${seen}: too little to confirm it, enough to block a pass.${weight}`,
        tone: 'wait',
        icon: 'clock',
      };
}
