import { boundText, countText, numberText, percentText } from './number.js';

/**
 * A verdict in words. `tone` and `icon` pick the sign shown beside them.
 * @typedef {{ word: string, tone: 'good' | 'wait' | 'bad', icon: string, text: string }} VerdictText
 */

/** @type {Readonly<Record<string, VerdictText>>} */
const texts = {
  pass: {
    word: 'pass',
    tone: 'good',
    icon: 'check',
    text: 'Every gate holds on the traffic below. Of other traffic it says nothing.',
  },
  fail: {
    word: 'fail',
    tone: 'bad',
    icon: 'cross',
    text: 'A gate does not hold. What fails comes first.',
  },
  inconclusive: {
    word: 'inconclusive',
    tone: 'wait',
    icon: 'clock',
    text: 'Neither shown to hold nor shown to fail, so nothing is promoted. What is missing is below.',
  },
};

/**
 * An outcome that this page does not know is shown as undecided: never greener than the evidence.
 * @param {string} outcome
 * @returns {VerdictText}
 */
export const verdictText = (outcome) =>
  texts[outcome] ?? {
    word: outcome,
    tone: 'wait',
    icon: 'clock',
    text: 'An outcome this page does not know.',
  };

/** @type {Readonly<Record<string, { text: string, tone: 'good' | 'wait' | 'bad', icon: string }>>} */
const effects = {
  fails: { text: 'Fails', tone: 'bad', icon: 'cross' },
  blocks: { text: 'Blocks a pass', tone: 'wait', icon: 'clock' },
  supports: { text: 'Holds', tone: 'good', icon: 'check' },
};

const effectOrder = Object.keys(effects);

/** @param {string} effect */
export const effectSign = (effect) => effects[effect] ?? { text: effect, tone: 'wait', icon: 'clock' };

/**
 * What fails, then what blocks, then what supports; each kind in the order given.
 * @param {readonly import('../api/verdict-shapes.d.ts').Reason[]} reasons
 */
export const inOrder = (reasons) =>
  [...reasons].sort((a, b) => effectOrder.indexOf(a.effect) - effectOrder.indexOf(b.effect));

/**
 * The unexplained differences as one sentence, with the bound that holds at all times.
 * @param {Pick<import('../api/verdict-shapes.d.ts').Verdict, 'rest' | 'gates'>} verdict
 */
export function restText({ rest, gates }) {
  const { n, k, lower, upper } = rest;
  if (n === 0) return 'No pair is evidence yet, so no rate of unexplained differences can be told.';
  const bounds =
    lower > 0
      ? `${boundText(lower, 'lower')} to ${boundText(upper, 'upper')}`
      : `at most ${boundText(upper, 'upper')}`;
  return `${numberText(k)} of ${countText(n, 'pair')} ${k === 1 ? 'differs' : 'differ'} without an explanation: ${bounds} with ${confidenceText(gates)} confidence. The budget is ${percentText(gates.differenceRate * 100)}.`;
}

/** @param {{ alpha: number }} gates */
export const confidenceText = ({ alpha }) => percentText((1 - alpha) * 100);

/** @type {Readonly<Record<string, string>>} */
const recomputations = {
  exact: 'What was found before the last change of rules was recomputed exactly.',
  estimate: 'What was found before the last change of rules was recomputed from samples: an estimate.',
  anew: '',
};

/** @param {string} recomputed */
export const recomputedText = (recomputed) => recomputations[recomputed] ?? recomputed;
