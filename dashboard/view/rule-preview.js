import { html } from '../html.js';
import { countText } from '../text/number.js';
import { namedText, previewText } from '../text/rule.js';
import { DifferenceName } from './difference-name.js';
import { Icon } from './icon.js';

/** How many findings, and endpoints, a preview names. */
const mostNamed = 5;

/**
 * What a rule would hide, and what speaks against it.
 * @param {{
 *   name: string,
 *   preview: import('../api/rule-shapes.d.ts').RulePreview,
 *   draft: import('../api/rule-shapes.d.ts').RuleDraft,
 *   actions: import('../state/actions.js').Actions,
 * }} props
 */
export function RulePreview({ name, preview, draft, actions }) {
  const { refused, reasons, findings, coverage } = preview;
  return html`<div class="notice ${refused ? 'warn' : 'plain'} rule-preview">
    <${Icon} name=${refused ? 'warning' : 'dash'} />
    <div class="notice-body">
      ${refused && html`<p class="notice-title">Over-broad: refused unless forced</p>`}
      ${reasons.map((reason) => html`<p key=${reason}>${reason}</p>`)}
      <p>${previewText(preview)}</p>
      <${Named}
        items=${findings}
        noun="finding"
        item=${(/** @type {typeof findings[number]} */ finding) => html`<${DifferenceName} of=${finding} />`}
      />
      ${coverage.length > 0 && html`<p class="rule-names">It names of each answer:</p>`}
      <${Named}
        items=${coverage}
        noun="endpoint"
        item=${(/** @type {typeof coverage[number]} */ named) => html`<code>${named.endpoint}</code> ${namedText(named)}`}
      />
      ${
        refused &&
        html`<label class="force">
          <input
            type="checkbox"
            checked=${draft.force}
            onChange=${(/** @type {Event & { currentTarget: HTMLInputElement }} */ event) =>
              actions.draftRule(name, { force: event.currentTarget.checked })}
          />
          Add it all the same. The reason above says why so much may be hidden.
        </label>`
      }
    </div>
  </div>`;
}

/**
 * @template Item
 * @param {{ items: readonly Item[], noun: string, item: (item: Item) => unknown }} props
 */
const Named = ({ items, noun, item }) =>
  items.length > 0 &&
  html`<ul>
    ${items.slice(0, mostNamed).map((it) => html`<li>${item(it)}</li>`)}
    ${items.length > mostNamed && html`<li class="muted">and ${countText(items.length - mostNamed, `more ${noun}`)}</li>`}
  </ul>`;
