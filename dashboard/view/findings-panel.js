import { html } from '../html.js';
import { findingMarks } from '../text/finding-mark.js';
import { countText, numberText } from '../text/number.js';
import { FindingItem } from './finding-item.js';
import { SignInNotice } from './sign-in-notice.js';

/**
 * @param {{
 *   report: import('../api/shapes.d.ts').Report,
 *   verdict: import('../api/verdict-shapes.d.ts').Verdict | undefined,
 *   state: import('../state/app.js').State,
 *   actions: import('../state/actions.js').Actions,
 * }} props
 */
export function FindingsPanel({ report, verdict, state, actions }) {
  const { filter, now } = state;
  const marks = findingMarks(verdict);
  const shown = report.findings.filter((finding) => matches(finding, filter));
  return html`<section class="card findings" aria-labelledby="findings-heading">
    <div class="section-head">
      <h2 id="findings-heading">Findings <span class="count">${numberText(report.findings.length)}</span></h2>
      ${
        report.findings.length > 0 &&
        html`<input
          type="search"
          aria-label="Filter findings by endpoint, field or class"
          placeholder="Filter by endpoint, field or class"
          value=${filter}
          onInput=${(/** @type {InputEvent & { currentTarget: HTMLInputElement }} */ event) => actions.filter(event.currentTarget.value)}
        />`
      }
    </div>
    <${SignInNotice} requests=${report.ledger.fates['auth'] ?? 0} />
    ${report.findings.length > 0 && html`<p class="hint">Exemplars show shapes only: no values of these answers are stored.</p>`}
    ${report.findings.length === 0 && html`<p class="muted">${emptyText(report)}</p>`}
    ${report.findings.length > 0 && shown.length === 0 && html`<p class="muted">None of ${countText(report.findings.length, 'finding')} matches “${filter}”.</p>`}
    ${byEndpoint(shown).map(([endpoint, findings]) => html`<${EndpointGroup} key=${endpoint} endpoint=${endpoint} findings=${findings} marks=${marks} report=${report} now=${now} actions=${actions} />`)}
  </section>`;
}

/** @param {import('../api/shapes.d.ts').Report} report */
const emptyText = ({ pairs }) =>
  pairs.compared === 0
    ? 'Nothing has been compared yet, so nothing could be found.'
    : `None in ${countText(pairs.compared, 'pair')} compared so far.`;

/**
 * @param {import('../api/shapes.d.ts').Finding} finding
 * @param {string} filter
 */
const matches = ({ endpoint, path, class: kind }, filter) =>
  `${endpoint} ${path} ${kind}`.toLowerCase().includes(filter.trim().toLowerCase());

/**
 * By name, not by count: counts change every second, and what is being read must stay where it is.
 * @param {readonly import('../api/shapes.d.ts').Finding[]} findings
 */
function byEndpoint(findings) {
  /** @type {Map<string, import('../api/shapes.d.ts').Finding[]>} */
  const groups = new Map();
  for (const finding of findings)
    groups.set(finding.endpoint, [...(groups.get(finding.endpoint) ?? []), finding]);
  for (const group of groups.values())
    group.sort((a, b) => a.path.localeCompare(b.path) || a.class.localeCompare(b.class));
  return [...groups].sort(([a], [b]) => a.localeCompare(b));
}

/**
 * @param {{
 *   endpoint: string,
 *   findings: readonly import('../api/shapes.d.ts').Finding[],
 *   marks: Map<string, import('../text/finding-mark.js').FindingMark>,
 *   report: import('../api/shapes.d.ts').Report,
 *   now: number,
 *   actions: import('../state/actions.js').Actions,
 * }} props
 */
function EndpointGroup({ endpoint, findings, marks, report, now, actions }) {
  const counts = report.endpoints.find((it) => it.endpoint === endpoint);
  return html`<section class="endpoint">
    <h3>
      <code>${endpoint}</code>
      ${counts !== undefined && html`<span class="muted">${numberText(counts.differing)} of ${countText(counts.compared, 'pair')} differ</span>`}
    </h3>
    ${findings.map((finding) => html`<${FindingItem} key=${finding.id} migration=${report.migration} finding=${finding} mark=${marks.get(finding.id)} now=${now} actions=${actions} />`)}
  </section>`;
}
