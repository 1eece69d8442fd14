import { countText, numberText } from './number.js';

/**
 * What the report may claim. The verdict alone is success: it also knows coverage, noise and chance.
 * @param {import('../api/shapes.d.ts').Report} report
 * @returns {{ kind: 'none' | 'neutral' | 'differences', title: string, text: string }}
 */
export function outcomeOf({ outcome, pairs, findings }) {
  switch (outcome) {
    case 'no-evidence':
      return {
        kind: 'none',
        title: 'No evidence yet',
        text: 'No pair of answers has been compared. This says nothing about the migration.',
      };
    case 'no-differences-found':
      return {
        kind: 'neutral',
        title: 'No differences found',
        text: `In ${countText(pairs.compared, 'pair')} compared. Whether that is enough, the verdict says.`,
      };
    case 'differences-found':
      return {
        kind: 'differences',
        title: 'Differences found',
        text: `${countText(findings.length, 'finding')}; ${numberText(pairs.differing)} of ${countText(pairs.compared, 'pair')} compared differ.`,
      };
    default:
      return { kind: 'none', title: outcome, text: 'An outcome this page does not know.' };
  }
}
