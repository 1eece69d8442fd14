import { html } from '../html.js';
import { gapText } from '../text/data-cycle.js';
import { countText } from '../text/number.js';
import { Icon } from './icon.js';

/** @typedef {import('../api/shapes.d.ts').DataCycle} DataCycle */

/**
 * The data cycle the evidence is of. The declared one may be newer: then the evidence is of data that are gone.
 * @param {{ number: number, cycle: DataCycle | undefined }} props
 */
export const DataCycleFact = ({ number, cycle }) => html`
  <div>
    <dt>Data cycle</dt>
    <dd>
      ${number}${cycle !== undefined && cycle.number === number && (cycle.gaps.length > 0 ? ', PARTIAL' : ', whole')}
      ${cycle !== undefined && cycle.number !== number && html`<span class="aside">The shadow is in cycle ${cycle.number} by now.</span>`}
    </dd>
  </div>
`;

/** Of many gaps the last ones are those a person can still do something about. */
const mostGaps = 5;

/** @param {{ migration: string, cycle: DataCycle, now: number }} props */
export function GapNotice({ migration, cycle, now }) {
  const { number, gaps } = cycle;
  if (gaps.length === 0) return undefined;
  const shown = gaps.slice(-mostGaps);
  return html`<div class="notice warn">
    <${Icon} name="warning" />
    <div class="notice-body">
      <p class="notice-title">Data cycle ${number} is PARTIAL</p>
      <p>
        The shadow may lack writes, so nothing passes until it is reset. Once it is, begin the new cycle:
        ${' '}<code>umbra cycle ${migration}</code>
      </p>
      <ul>
        ${gaps.length > shown.length && html`<li class="muted">${countText(gaps.length - shown.length, 'earlier gap')}</li>`}
        ${shown.map((gap) => html`<li key=${`${gap.reason} ${gap.from}`}>${gapText(gap, now)}</li>`)}
      </ul>
    </div>
  </div>`;
}
