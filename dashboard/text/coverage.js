import { countText, numberText } from './number.js';

/** Endpoints with no more than this share of the traffic need no coverage, unless they are required. */
const neededShare = 0.001;

/**
 * Whether enough of an endpoint was seen, or what is missing.
 * @param {import('../api/verdict-shapes.d.ts').EndpointCoverage} endpoint
 * @param {import('../api/verdict-shapes.d.ts').Gates} gates
 * @returns {{ text: string, tone: 'plain' | 'good' | 'wait', icon: string }}
 */
export function coverageSign({ covered, pairs, keys, share, required }, { minPairs, minKeys }) {
  if (covered) return { text: 'Covered', tone: 'good', icon: 'check' };
  const missing = [
    ...(pairs < minPairs ? [`${numberText(pairs)} of ${countText(minPairs, 'pair')}`] : []),
    ...(keys < minKeys ? [`${numberText(keys)} of ${countText(minKeys, 'key')}`] : []),
  ];
  const text = missing.join(', ') || 'Not covered';
  if (required || share > neededShare) return { text, tone: 'wait', icon: 'clock' };
  return { text: `${text}; too rare to be needed`, tone: 'plain', icon: 'dash' };
}
