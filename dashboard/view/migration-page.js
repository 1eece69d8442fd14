import { html } from '../html.js';
import { reportAddress } from '../api/control-plane.js';
import { PhaseBadge } from './badge.js';
import { EnvoyTable } from './envoy-table.js';
import { ChecksPanel } from './checks-panel.js';
import { ComparatorNotice } from './comparator-notice.js';
import { EvidencePanel } from './evidence-panel.js';
import { FindingsPanel } from './findings-panel.js';
import { HaltButton, HaltedNotice } from './halt.js';
import { Icon } from './icon.js';
import { LedgerPanel } from './ledger-panel.js';
import { MirrorForm } from './mirror-form.js';
import { FailureNotices, ProblemNotice } from './problem.js';
import { RulesPanel } from './rules-panel.js';
import { VerdictPanel } from './verdict-panel.js';

/** @param {{ name: string, state: import('../state/app.js').State, actions: import('../state/actions.js').Actions }} props */
export function MigrationPage({ name, state, actions }) {
  const { value: status, problem } = state.statuses.get(name) ?? {};
  const report = state.reports.get(name);
  const verdict = state.verdicts.get(name);
  if (problem?.status === 404) {
    return html`
      <${PageHead} name=${name} />
      <${ProblemNotice} title="This migration is not there" problem=${problem} />
    `;
  }
  /** @param {import('../state/app.js').Failure} failure */
  const isOfForm = (failure) =>
    failure.command === 'percent' && failure.migration === name && status !== undefined;
  /** @param {import('../state/app.js').Failure} failure */
  const isOfRules = (failure) =>
    failure.command.endsWith('-rule') &&
    failure.migration === name &&
    state.rules.get(name)?.value !== undefined;
  return html`
    <${PageHead} name=${name}>
      ${status !== undefined && html`<${PhaseBadge} phase=${status.phase} halted=${status.mirror.halted} />`}
      <${HaltButton} name=${name} status=${status} pending=${state.pending} actions=${actions} />
    <//>
    <${FailureNotices}
      failures=${state.failures.filter((it) => !isOfForm(it) && !isOfRules(it))}
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
    ${problem === undefined && html`<${ComparatorNotice} verdict=${verdict} report=${report} now=${state.now} />`}
    <${VerdictPanel} reading=${verdict} cycle=${status?.cycle} state=${state} actions=${actions} />
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
            <${EvidencePanel} reading=${report} />
          </div>`
    }
    ${verdict?.value !== undefined && html`<${ChecksPanel} verdict=${verdict.value} isOld=${verdict.problem !== undefined} state=${state} actions=${actions} />`}
    ${
      report?.value !== undefined &&
      html`
        <${FindingsPanel}
          report=${report.value}
          verdict=${verdict?.value}
          state=${state}
          actions=${actions}
        />
      `
    }
    <${RulesPanel} name=${name} state=${state} actions=${actions} />
    ${report?.value !== undefined && html`<${LedgerPanel} ledger=${report.value.ledger} />`}
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
