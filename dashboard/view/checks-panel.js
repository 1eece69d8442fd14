import { html } from '../html.js';
import { Badge } from './badge.js';
import { coverageCheck } from './coverage-check.js';
import { expectedCheck } from './expected-check.js';
import { latencyCheck } from './latency-check.js';
import { noiseCheck } from './noise-check.js';

/**
 * One line of what the verdict rests on, and what is behind it; undefined where there is nothing behind it.
 * @typedef {object} Check
 * @property {string} title
 * @property {{ text: string, tone: string, icon: string }} sign
 * @property {string} text
 * @property {unknown} [body]
 */

/**
 * @typedef {object} CheckProps
 * @property {import('../api/verdict-shapes.d.ts').Verdict} verdict
 * @property {boolean} isOld
 * @property {import('../state/app.js').State} state
 * @property {import('../state/actions.js').Actions} actions
 */

/** @param {CheckProps} props */
export const ChecksPanel = (props) => html`
  <section class="card checks ${props.isOld ? 'old' : ''}" aria-labelledby="checks-heading">
    <h2 id="checks-heading">What it rests on</h2>
    <div>
      ${[coverageCheck, latencyCheck, noiseCheck, expectedCheck].map((check) => html`<${CheckItem} check=${check(props)} />`)}
    </div>
  </section>
`;

/** @param {{ check: Check }} props */
function CheckItem({ check: { title, sign, text, body } }) {
  const line = html`
    <span class="check-title">${title}</span>
    <${Badge} tone=${sign.tone} icon=${sign.icon}>${sign.text}<//>
    <span class="check-text">${text}</span>
  `;
  if (body === undefined) return html`<div class="check"><p class="check-line">${line}</p></div>`;
  return html`<details class="check">
    <summary class="check-line">${line}</summary>
    <div class="check-body">${body}</div>
  </details>`;
}
