import { html } from '../html.js';
import { pendingMark } from '../state/command.js';
import { countText } from '../text/number.js';
import { expectationText, standingSign } from '../text/rule.js';
import { dayText, timeText } from '../text/time.js';
import { Badge } from './badge.js';
import { focusOnMount } from './focus.js';

/**
 * @param {{
 *   migration: string,
 *   rule: import('../api/rule-shapes.d.ts').UsedRule,
 *   state: import('../state/app.js').State,
 *   actions: import('../state/actions.js').Actions,
 * }} props
 */
export function RuleItem({ migration, rule, state, actions }) {
  const isAsked = state.ruleToRemove.get(migration) === rule.id;
  return html`<li>
    <div class="rule-line">
      <code class="path">${rule.path}</code>
      ${rule.class !== undefined && html`<span class="tag">${rule.class}</span>`}
      <${Standing} use=${rule.use} />
      <button
        type="button"
        class="quiet"
        aria-expanded=${isAsked}
        aria-label=${`Remove rule ${rule.id}`}
        onClick=${() => actions.askToRemoveRule(migration, isAsked ? undefined : rule.id)}
      >
        Remove
      </button>
    </div>
    <p>${rule.reason}</p>
    <p class="rule-facts">
      <span
        >${rule.endpoint === undefined ? 'Every endpoint' : html`<code>${rule.endpoint}</code>`}${whenText(rule)}</span
      >
      <span>${expectationText(rule.expect)}</span>
      <span>Owner ${rule.owner}</span>
      <span>${expiryText(rule.expires)}</span>
      <span>${hitsText(rule.use, state.now)}</span>
      <code>${rule.id}</code>
    </p>
    ${isAsked && html`<${Confirmation} migration=${migration} rule=${rule} state=${state} actions=${actions} />`}
  </li>`;
}

/** @param {{ use: import('../api/rule-shapes.d.ts').RuleUse | null }} props */
function Standing({ use }) {
  if (use === null) return html`<${Badge} tone="plain" icon="circle">Use not known<//>`;
  const { text, tone, icon } = standingSign(use.standing);
  return html`<${Badge} tone=${tone} icon=${icon}>${text}<//>`;
}

/** @param {import('../api/rule-shapes.d.ts').Rule} rule */
const whenText = ({ when }) => (when === undefined ? '' : ` where the status is ${when.status}`);

/** @param {string | undefined} expires */
const expiryText = (expires) => (expires === undefined ? 'Never expires' : `Until ${dayText(expires)}`);

/**
 * @param {import('../api/rule-shapes.d.ts').RuleUse | null} use
 * @param {number} now milliseconds since the epoch
 */
function hitsText(use, now) {
  if (use === null) return 'Hits not known';
  if (use.hits === 0 || use.lastHit === null) return 'No hit';
  return `${countText(use.hits, 'hit')}, last ${timeText(use.lastHit, now)}`;
}

/**
 * @param {{
 *   migration: string,
 *   rule: import('../api/rule-shapes.d.ts').Rule,
 *   state: import('../state/app.js').State,
 *   actions: import('../state/actions.js').Actions,
 * }} props
 */
function Confirmation({ migration, rule, state, actions }) {
  const isPending = state.pending.has(pendingMark('remove-rule', migration));
  const remove = async () => {
    // The button that was pressed is gone then; the keyboard goes on where the list begins.
    if (await actions.removeRule(migration, rule.id)) document.getElementById('rules-heading')?.focus();
  };
  return html`<div
    class="notice warn"
    role="group"
    aria-label=${`Remove rule ${rule.id}?`}
    onKeyDown=${(/** @type {KeyboardEvent} */ event) => event.key === 'Escape' && actions.askToRemoveRule(migration, undefined)}
  >
    <div class="notice-body">
      <p class="notice-title">Remove this rule?</p>
      <p>What it hides counts again at once, and a new epoch begins.</p>
    </div>
    <button type="button" ref=${focusOnMount} aria-disabled=${isPending} onClick=${() => void remove()}>
      ${isPending ? 'Removing …' : 'Remove the rule'}
    </button>
    <button type="button" class="quiet" onClick=${() => actions.askToRemoveRule(migration, undefined)}>
      Keep it
    </button>
  </div>`;
}
