import { html } from '../html.js';
import { addressOf } from '../state/route.js';
import { confirmationOf, runningText } from '../text/confirmation.js';
import { numberText, percentText } from '../text/number.js';
import { ConfirmationBadge, PhaseBadge, VerdictBadge } from './badge.js';
import { FailureNotices } from './problem.js';

/** @param {{ state: import('../state/app.js').State, actions: import('../state/actions.js').Actions }} props */
export function MigrationList({ state, actions }) {
  const names = state.names.value;
  return html`
    <h1 tabindex="-1">Migrations</h1>
    <${FailureNotices} failures=${state.failures} actions=${actions} named=${true} />
    ${names === undefined ? state.names.problem === undefined && html`<p class="muted">Reading …</p>` : tableOf(names, state)}
  `;
}

/**
 * @param {string[]} names
 * @param {import('../state/app.js').State} state
 */
function tableOf(names, { statuses, reports, verdicts }) {
  if (names.length === 0) {
    return html`<div class="empty">
      <p>No migration yet.</p>
      <p class="muted">
        Create one with <code>npm run -s umbra -- up --file migration.yaml</code>, or PUT it to
        <code>/v1/migrations/NAME</code>.
      </p>
    </div>`;
  }
  return html`
    <table class="list card">
      <thead>
        <tr>
          <th scope="col">Migration</th>
          <th scope="col">Phase</th>
          <th scope="col" class="number">Mirrored, asked</th>
          <th scope="col">Envoys</th>
          <th scope="col" class="number">Pairs compared</th>
          <th scope="col" class="number">Findings</th>
          <th scope="col">Verdict</th>
        </tr>
      </thead>
      <tbody>
        ${names.map((name) => html`<${Row} key=${name} name=${name} status=${statuses.get(name)} report=${reports.get(name)} verdict=${verdicts.get(name)} />`)}
      </tbody>
    </table>
  `;
}

/**
 * @param {{
 *   name: string,
 *   status: import('../state/reading.js').Reading<import('../api/shapes.d.ts').Status> | undefined,
 *   report: import('../state/reading.js').Reading<import('../api/shapes.d.ts').Report> | undefined,
 *   verdict: import('../state/reading.js').Reading<import('../api/verdict-shapes.d.ts').Verdict> | undefined,
 * }} props
 */
function Row({ name, status, report, verdict }) {
  return html`<tr>
    <th scope="row"><a href=${addressOf(name)}>${name}</a></th>
    ${cellsOfStatus(status)} ${cellsOfReport(report)} ${cellOfVerdict(verdict)}
  </tr>`;
}

/** @param {import('../state/reading.js').Reading<import('../api/shapes.d.ts').Status> | undefined} reading */
function cellsOfStatus(reading) {
  if (reading?.value === undefined)
    return html`<td colspan="3" class="muted">${reading?.problem?.title ?? 'Reading …'}</td>`;
  const { phase, mirror } = reading.value;
  return html`
    <td data-label="Phase"><${PhaseBadge} phase=${phase} halted=${mirror.halted} /></td>
    <td data-label="Mirrored, asked" class="number">${percentText(mirror.percent)}</td>
    <td data-label="Envoys">
      <${ConfirmationBadge} confirmation=${confirmationOf(reading.value)} />
      <span class="running">running: ${runningText(reading.value)}</span>
    </td>
  `;
}

/** @param {import('../state/reading.js').Reading<import('../api/shapes.d.ts').Report> | undefined} reading */
function cellsOfReport(reading) {
  const value = reading?.value;
  if (value === undefined || reading?.problem !== undefined) {
    return html`<td colspan="2" class="muted">${reading?.problem?.title ?? 'Reading …'}</td>`;
  }
  return html`
    <td data-label="Pairs compared" class="number">${numberText(value.pairs.compared)}</td>
    <td data-label="Findings" class="number">${numberText(value.findings.length)}</td>
  `;
}

/** @param {import('../state/reading.js').Reading<import('../api/verdict-shapes.d.ts').Verdict> | undefined} reading */
function cellOfVerdict(reading) {
  const value = reading?.value;
  if (value === undefined || reading?.problem !== undefined) {
    return html`<td data-label="Verdict" class="muted">
      ${reading?.problem === undefined ? 'Reading …' : 'not known'}
    </td>`;
  }
  return html`<td data-label="Verdict"><${VerdictBadge} outcome=${value.outcome} /></td>`;
}
