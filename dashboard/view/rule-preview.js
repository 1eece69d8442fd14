import { html } from '../html.js';
import { countText, shareText } from '../text/number.js';
import { effectText } from '../text/rule.js';
import { Icon } from './icon.js';
import { DifferenceName } from './noise-check.js';

/** How many findings a preview names. */
const mostNamed = 5;

/**
 * @param {{
 *   name: string,
 *   preview: import('../api/rule-shapes.d.ts').RuleEffect,
 *   draft: import('../api/rule-shapes.d.ts').RuleDraft,
 *   report: import('../api/shapes.d.ts').Report | undefined,
 *   actions: import('../state/actions.js').Actions,
 * }} props
 */
export function RulePreview({ name, preview, draft, report, actions }) {
  const known = (report?.findings ?? []).filter(({ id }) => preview.findings.includes(id));
  const named = known.slice(0, mostNamed);
  return html`<div class="notice ${preview.overBroad ? 'warn' : 'plain'} rule-preview">
    <${Icon} name=${preview.overBroad ? 'warning' : 'dash'} />
    <div class="notice-body">
      ${preview.overBroad && html`<p class="notice-title">${overBroadText(preview)}</p>`}
      <p>${effectText(preview)}${preview.exact ? '' : ' An estimate, from the pairs that were kept.'}</p>
      <ul>
        ${named.map((finding) => html`<li key=${finding.id}><${DifferenceName} of=${finding} /></li>`)}
        ${preview.findings.length > named.length && html`<li class="muted">and ${countText(preview.findings.length - named.length, 'more finding')}</li>`}
      </ul>
      ${
        preview.overBroad &&
        html`<label class="force">
          <input
            type="checkbox"
            checked=${draft.force}
            onChange=${(/** @type {Event & { currentTarget: HTMLInputElement }} */ event) => actions.draftRule(name, { force: event.currentTarget.checked })}
          />
          Add it all the same. The reason above says why so much may be hidden.
        </label>`
      }
    </div>
  </div>`;
}

/** @param {import('../api/rule-shapes.d.ts').RuleEffect} preview */
const overBroadText = ({ fieldsShare }) =>
  fieldsShare === null
    ? 'Over-broad: it is refused unless forced'
    : `Over-broad, for it names ${shareText(fieldsShare)} of the endpoint’s fields: it is refused unless forced`;
