import { html } from '../html.js';
import { reportAddress } from '../api/control-plane.js';
import { timeText } from '../text/time.js';
import { PhaseBadge } from './badge.js';
import { EnvoyTable } from './envoy-table.js';
import { EvidencePanel } from './evidence-panel.js';
import { FindingsPanel } from './findings-panel.js';
import { HaltButton, HaltedNotice } from './halt.js';
import { Icon } from './icon.js';
import { LedgerPanel } from './ledger-panel.js';
import { MirrorForm } from './mirror-form.js';
import { FailureNotices, ProblemNotice } from './problem.js';

/** @param {{ name: string, state: import('../state/app.js').State, actions: import('../state/actions.js').Actions }} props */
export function MigrationPage({ name, state, actions }) {
  const { value: status, problem } = state.statuses.get(name) ?? {};
  const report = state.reports.get(name);
  if (problem?.status === 404) {
    return html`
      <${PageHead} name=${name} />
      <${ProblemNotice} title="This migration is not there" problem=${problem} />
    `;
  }
  /** @param {import('../state/app.js').Failure} failure */
  const isOfForm = (failure) =>
    failure.command === 'percent' && failure.migration === name && status !== undefined;
  return html`
    <${PageHead} name=${name}>
      ${status !== undefined && html`<${PhaseBadge} phase=${status.phase} halted=${status.mirror.halted} />`}
      <${HaltButton} name=${name} status=${status} pending=${state.pending} actions=${actions} />
    <//>
    <${FailureNotices}
      failures=${state.failures.filter((it) => !isOfForm(it))}
      actions=${actions}
      named=${true}
    />
    ${
      status?.problem !== undefined &&
      html`<${ProblemNotice}
        title="Envoys are not told the newest configuration"
        problem=${{ title: status.problem, detail: '', errors: [] }}
      />`
    }
    ${status?.mirror.halted && html`<${HaltedNotice} status=${status} pending=${state.pending} actions=${actions} />`}
    ${
      status === undefined
        ? problem === undefined && html`<p class="muted">Reading …</p>`
        : html`<div class="columns">
            <section class="card" aria-labelledby="mirror-heading">
              <h2 id="mirror-heading">Mirror</h2>
              <${MirrorForm}
                status=${status}
                draft=${state.drafts.get(name)}
                failures=${state.failures.filter(isOfForm)}
                pending=${state.pending}
                actions=${actions}
              />
              <${EnvoyTable} status=${status} />
            </section>
            <${EvidencePanel} reading=${report} notice=${evidenceNotice(report, problem, state.now)} />
          </div>`
    }
    ${
      report?.value !== undefined &&
      html`
        <${FindingsPanel} report=${report.value} filter=${state.filter} now=${state.now} actions=${actions} />
        <${LedgerPanel} ledger=${report.value.ledger} />
      `
    }
  `;
}

/** @param {{ name: string, children?: unknown }} props */
const PageHead = ({ name, children }) => html`
  <nav aria-label="Breadcrumb">
    <a class="back" href="#/"><${Icon} name="back" />All migrations</a>
  </nav>
  <div class="page-head">
    <h1 tabindex="-1">${name}</h1>
    ${children}
    <a class="raw" href=${reportAddress(name)}>Report as JSON</a>
  </div>
`;

/**
 * The comparator away while the control plane answers. With both away the notice above says it already.
 * @param {import('../state/reading.js').Reading<import('../api/shapes.d.ts').Report> | undefined} report
 * @param {import('../api/shapes.d.ts').Problem | undefined} statusProblem
 * @param {number} now
 */
function evidenceNotice(report, statusProblem, now) {
  if (report?.problem === undefined || statusProblem !== undefined) return undefined;
  const title =
    report.readAt === undefined
      ? 'The evidence cannot be read'
      : `This evidence is old, from ${timeText(report.readAt, now)}`;
  return html`<${ProblemNotice} title=${title} problem=${report.problem} />`;
}
