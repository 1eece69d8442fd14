import { countText, numberText } from './number.js';

/**
 * What the report may claim. None of it is a verdict, so none of it is shown as success.
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
        text: `In ${countText(pairs.compared, 'pair')} compared. Not a verdict: nothing is said about what was not compared.`,
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
