import { ratioText } from './number.js';

/** @type {Readonly<Record<string, { text: string, tone: 'plain' | 'good' | 'bad', icon: string }>>} */
const standings = {
  slower: { text: 'Slower than the gate', tone: 'bad', icon: 'cross' },
  within: { text: 'Within the gate', tone: 'good', icon: 'check' },
  open: { text: 'Not decided', tone: 'plain', icon: 'clock' },
};

/** @param {string} standing */
export const latencySign = (standing) =>
  standings[standing] ?? { text: standing, tone: 'plain', icon: 'clock' };

/** @param {Pick<import('../api/verdict-shapes.d.ts').Latency, 'lower' | 'upper'>} interval */
export const intervalText = ({ lower, upper }) =>
  `${lower === null ? 'no bound' : ratioText(lower)} – ${upper === null ? 'no bound' : ratioText(upper)}`;

/** Ratios are shown from half to twice as long, on a scale on which both are as far from 1. */
const halfWidth = Math.log(2);

/**
 * Where a ratio is on the scale, in percent of its width.
 * @param {number | null} ratio null is infinite
 */
export const placeOf = (ratio) =>
  ratio === null ? 100 : Math.max(0, Math.min(100, 50 + (50 * Math.log(Math.max(ratio, 1e-9))) / halfWidth));
