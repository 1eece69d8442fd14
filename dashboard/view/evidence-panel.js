import { html } from '../html.js';
import { numberText } from '../text/number.js';
import { outcomeOf } from '../text/outcome.js';
import { OutcomeBadge } from './badge.js';
import { Coverage } from './coverage.js';

/**
 * @param {{
 *   reading: import('../state/reading.js').Reading<import('../api/shapes.d.ts').Report> | undefined,
 * }} props
 */
export const EvidencePanel = ({ reading }) => html`
  <section
    class="card ${reading?.problem !== undefined && reading.value !== undefined ? 'old' : ''}"
    aria-labelledby="evidence-heading"
  >
    <h2 id="evidence-heading">Evidence</h2>
    ${
      reading?.value === undefined
        ? html`<p class="muted">
            ${reading?.problem === undefined ? 'Reading …' : 'Not known: the comparator could not be asked.'}
          </p>`
        : html`<${Evidence} report=${reading.value} />`
    }
  </section>
`;

/** @param {{ report: import('../api/shapes.d.ts').Report }} props */
function Evidence({ report }) {
  const outcome = outcomeOf(report);
  const { compared, identical, differing } = report.pairs;
  return html`
    <p class="outcome"><${OutcomeBadge} outcome=${outcome} /> ${outcome.text}</p>
    <dl class="facts three">
      <div>
        <dt>Pairs compared</dt>
        <dd class="figure">${numberText(compared)}</dd>
      </div>
      <div>
        <dt>Identical</dt>
        <dd class="figure">${numberText(identical)}</dd>
      </div>
      <div>
        <dt>Differing, after rules</dt>
        <dd class="figure">${numberText(differing)}</dd>
      </div>
    </dl>
    <${Coverage} ledger=${report.ledger} />
  `;
}
