import { html } from '../html.js';
import { verdictText } from '../text/verdict.js';
import { Icon } from './icon.js';

/**
 * A state in a sign and in words; `tone` only colours it.
 * @param {{ tone: 'plain' | 'good' | 'wait' | 'bad', icon: string, children?: unknown }} props
 */
export const Badge = ({ tone, icon, children }) => html`
  <span class="badge ${tone}"><${Icon} name=${icon} /><span>${children}</span></span>
`;

/** @type {Record<import('../text/confirmation.js').Confirmation['kind'], { tone: string, icon: string }>} */
const confirmationSigns = {
  confirmed: { tone: 'good', icon: 'check' },
  waiting: { tone: 'wait', icon: 'clock' },
  refused: { tone: 'bad', icon: 'cross' },
  nobody: { tone: 'plain', icon: 'dash' },
};

/** @param {{ confirmation: import('../text/confirmation.js').Confirmation }} props */
export const ConfirmationBadge = ({ confirmation }) => html`
  <${Badge} ...${confirmationSigns[confirmation.kind]}>${confirmation.text}<//>
`;

/** @type {Record<'none' | 'neutral' | 'differences', { tone: string, icon: string }>} */
const outcomeSigns = {
  none: { tone: 'plain', icon: 'circle' },
  neutral: { tone: 'plain', icon: 'dash' },
  differences: { tone: 'plain', icon: 'differ' },
};

/** @param {{ outcome: ReturnType<typeof import('../text/outcome.js').outcomeOf> }} props */
export const OutcomeBadge = ({ outcome }) => html`
  <${Badge} ...${outcomeSigns[outcome.kind]}>${outcome.title}<//>
`;

/** @param {{ outcome: string }} props */
export function VerdictBadge({ outcome }) {
  const { word, tone, icon } = verdictText(outcome);
  return html`<${Badge} tone=${tone} icon=${icon}>${word}<//>`;
}

/** @param {{ phase: string, halted: boolean }} props */
export const PhaseBadge = ({ phase, halted }) =>
  halted
    ? html`<${Badge} tone="bad" icon="stop">${phase}: halted<//>`
    : html`<${Badge} tone="plain" icon=${phase === 'mirroring' ? 'play' : 'circle'}>${phase}<//>`;
