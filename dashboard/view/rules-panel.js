import { html } from '../html.js';
import { numberText } from '../text/number.js';
import { LongList } from './long-list.js';
import { FailureNotices, ProblemNotice } from './problem.js';
import { RuleForm } from './rule-form.js';
import { RuleItem } from './rule-item.js';

/**
 * Rules are shown as declared, and with what they did as far as the comparator says.
 * @param {{ name: string, state: import('../state/app.js').State, actions: import('../state/actions.js').Actions }} props
 */
export function RulesPanel({ name, state, actions }) {
  const { value: rules, problem } = state.rules.get(name) ?? {};
  if (rules === undefined) {
    // What keeps everything from being read is said above.
    if (problem === undefined || state.statuses.get(name)?.problem !== undefined) return undefined;
    return html`<${ProblemNotice} title="The rules cannot be read" problem=${problem} />`;
  }
  const form = state.ruleForms.get(name);
  return html`<section class="card rules" aria-labelledby="rules-heading">
    <div class="section-head">
      <h2 id="rules-heading" tabindex="-1">Rules <span class="count">${numberText(rules.length)}</span></h2>
      ${form === undefined && html`<button type="button" onClick=${() => actions.openRuleForm(name)}>Add a rule</button>`}
    </div>
    ${
      form !== undefined &&
      html`<${RuleForm}
        name=${name}
        form=${form}
        report=${state.reports.get(name)?.value}
        state=${state}
        actions=${actions}
      />`
    }
    <${FailureNotices}
      failures=${state.failures.filter((it) => it.migration === name && it.command === 'remove-rule')}
      actions=${actions}
      named=${false}
    />
    ${rules.length === 0 && html`<p class="muted">No rule: every difference that nothing else explains is a finding.</p>`}
    <${LongList}
      id="rules"
      className="rule-list"
      items=${rules}
      atFirst=${20}
      noun="rule"
      state=${state}
      actions=${actions}
      item=${(/** @type {import('../api/rule-shapes.d.ts').UsedRule} */ rule) =>
        html`<${RuleItem} key=${rule.id} migration=${name} rule=${rule} state=${state} actions=${actions} />`}
    />
  </section>`;
}
