import { html } from '../html.js';
import { pendingMark } from '../state/command.js';
import { knownClasses } from '../text/difference-class.js';
import { focusOnFirstEmpty } from './focus.js';
import { FailureNotices } from './problem.js';
import { RulePreview } from './rule-preview.js';

/**
 * Preview first: what a rule would hide is seen before it hides it.
 * @param {{
 *   name: string,
 *   form: import('../state/rule-actions.js').RuleForm,
 *   report: import('../api/shapes.d.ts').Report | undefined,
 *   state: import('../state/app.js').State,
 *   actions: import('../state/actions.js').Actions,
 * }} props
 */
export function RuleForm({ name, form, report, state, actions }) {
  const { draft, preview } = form;
  const failures = state.failures.filter(
    (it) => it.migration === name && (it.command === 'preview-rule' || it.command === 'add-rule'),
  );
  const isAllowed = preview !== undefined && (!preview.refused || draft.force);
  const isAdding = state.pending.has(pendingMark('add-rule', name));
  const isPreviewing = state.pending.has(pendingMark('preview-rule', name));
  const send = () => void (preview === undefined ? actions.previewRule(name) : actions.addRule(name));
  const close = () => {
    actions.closeRuleForm(name);
    document.getElementById('rules-heading')?.focus();
  };
  return html`<form
    class="rule-form"
    key=${form.openedAt}
    ref=${focusOnFirstEmpty}
    aria-label="New rule"
    novalidate
    onSubmit=${(/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      send();
    }}
  >
    <${RuleFields} name=${name} draft=${draft} report=${report} failures=${failures} actions=${actions} />
    ${preview !== undefined && html`<${RulePreview} name=${name} preview=${preview} draft=${draft} actions=${actions} />`}
    <${FailureNotices} failures=${failures} actions=${actions} named=${false} />
    <div class="form-buttons">
      <button
        type=${preview === undefined ? 'submit' : 'button'}
        class=${preview === undefined ? 'primary' : ''}
        aria-disabled=${isPreviewing}
        onClick=${preview === undefined ? undefined : () => void actions.previewRule(name)}
      >
        ${isPreviewing ? 'Looking …' : preview === undefined ? 'Preview' : 'Preview again'}
      </button>
      <button
        type=${preview === undefined ? 'button' : 'submit'}
        class=${preview === undefined ? '' : 'primary'}
        aria-disabled=${!isAllowed || isAdding}
        aria-describedby="rule-form-hint"
      >
        ${isAdding ? 'Adding …' : 'Add the rule'}
      </button>
      <button type="button" class="quiet" onClick=${close}>Cancel</button>
      <span class="hint" id="rule-form-hint">${hintOf(preview, isAllowed)}</span>
    </div>
  </form>`;
}

/**
 * @param {import('../api/rule-shapes.d.ts').RulePreview | undefined} preview
 * @param {boolean} isAllowed
 */
function hintOf(preview, isAllowed) {
  if (preview === undefined) return 'Preview first: it shows what the rule would hide.';
  return isAllowed ? 'Adding it begins a new epoch.' : 'Over-broad: name less, or say that it is meant.';
}

/**
 * @param {{
 *   name: string,
 *   draft: import('../api/rule-shapes.d.ts').RuleDraft,
 *   report: import('../api/shapes.d.ts').Report | undefined,
 *   failures: import('../state/app.js').Failure[],
 *   actions: import('../state/actions.js').Actions,
 * }} props
 */
function RuleFields({ name, draft, report, failures, actions }) {
  const refused = new Set(
    failures.flatMap(({ problem }) => problem.errors.map(({ path }) => path.split(/[.\]]/).at(-1))),
  );
  /** @param {Exclude<keyof import('../api/rule-shapes.d.ts').RuleDraft, 'force'>} field */
  const bind = (field) => ({
    id: `rule-${field}`,
    value: draft[field],
    'aria-invalid': refused.has(field),
    onInput: (/** @type {InputEvent & { currentTarget: HTMLInputElement }} */ event) =>
      actions.draftRule(name, { [field]: event.currentTarget.value }),
  });
  return html`<div class="rule-fields">
    <p class="field">
      <label for="rule-endpoint">Endpoint</label>
      <input
        type="text"
        list="rule-endpoints"
        autocomplete="off"
        placeholder="Every endpoint"
        ...${bind('endpoint')}
      />
      <datalist id="rule-endpoints">
        ${report?.endpoints.map(({ endpoint }) => html`<option key=${endpoint} value=${endpoint} />`)}
      </datalist>
    </p>
    <p class="field">
      <label for="rule-path">Path</label>
      <input
        type="text"
        autocomplete="off"
        spellcheck="false"
        placeholder="$.items[].price"
        aria-describedby="rule-path-hint"
        required
        ...${bind('path')}
      />
      <span class="hint" id="rule-path-hint"
        >Exact, with <code>*</code> for one step and <code>**</code> for any number.</span
      >
    </p>
    <p class="field">
      <label for="rule-class">Class</label>
      <select ...${bind('class')}>
        <option value="">Any class</option>
        ${knownClasses.map((it) => html`<option key=${it} value=${it}>${it}</option>`)}
      </select>
    </p>
    <p class="field">
      <label for="rule-expires">Expires</label>
      <input type="date" aria-describedby="rule-expires-hint" ...${bind('expires')} />
      <span class="hint" id="rule-expires-hint">From that day on it hides nothing.</span>
    </p>
    <p class="field">
      <label for="rule-owner">Owner</label>
      <input type="text" autocomplete="off" placeholder="orders-team" required ...${bind('owner')} />
    </p>
    <p class="field">
      <label for="rule-reason">Reason</label>
      <input
        type="text"
        autocomplete="off"
        placeholder="Why this difference is expected"
        required
        ...${bind('reason')}
      />
    </p>
  </div>`;
}
