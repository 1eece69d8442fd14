import { html } from '../html.js';
import { pendingMark } from '../state/command.js';
import { confirmationOf, mirrorText, runningText, writesText } from '../text/confirmation.js';
import { percentText } from '../text/number.js';
import { ConfirmationBadge } from './badge.js';
import { FailureNotices } from './problem.js';

/**
 * What is asked and what runs, apart; a new percent takes effect by Apply only.
 * @param {{
 *   status: import('../api/shapes.d.ts').Status,
 *   draft: string | undefined,
 *   failures: import('../state/app.js').Failure[],
 *   pending: Set<string>,
 *   actions: import('../state/actions.js').Actions,
 * }} props
 */
export function MirrorForm({ status, draft, failures, pending, actions }) {
  const { name, mirror } = status;
  const typed = draft ?? String(mirror.percent);
  const isPending = pending.has(pendingMark('percent', name));
  const isChanged = draft !== undefined && draft.trim() !== String(mirror.percent);
  /** @param {InputEvent & { currentTarget: HTMLInputElement }} event */
  const onInput = (event) => actions.draft(name, event.currentTarget.value);
  /** @param {SubmitEvent} event */
  const onSubmit = (event) => {
    event.preventDefault();
    if (isChanged) void actions.applyPercent(name);
  };
  /** @param {KeyboardEvent} event */
  const onKeyDown = (event) => {
    if (event.key === 'Escape') actions.discardDraft(name);
  };
  return html`
    <dl class="facts two">
      <div>
        <dt>Asked</dt>
        <dd class="figure">${mirrorText(mirror)}</dd>
      </div>
      <div>
        <dt>Running in Envoys</dt>
        <dd class="figure">${runningText(status)}</dd>
      </div>
    </dl>
    <p><${ConfirmationBadge} confirmation=${confirmationOf(status)} /></p>
    <form class="mirror-form" onSubmit=${onSubmit} onKeyDown=${onKeyDown} novalidate>
      <label for="percent-slider">Share of safe requests to mirror</label>
      <input
        id="percent-slider"
        type="range"
        min="0"
        max="100"
        step="1"
        value=${typed}
        aria-valuetext=${`${typed} percent`}
        onInput=${onInput}
      />
      <div class="mirror-entry">
        <span class="unit">
          <input
            id="percent"
            type="text"
            inputmode="decimal"
            autocomplete="off"
            aria-label="Percent, 0 to 100 with up to two decimals"
            aria-invalid=${failures.length > 0}
            aria-describedby=${failures.length > 0 ? 'failure-percent' : 'mirror-hint'}
            value=${typed}
            onInput=${onInput}
          />
          <span aria-hidden="true">%</span>
        </span>
        <button type="submit" class="primary" aria-disabled=${!isChanged || isPending}>
          ${isPending ? 'Applying …' : 'Apply'}
        </button>
        ${isChanged && html`<button type="button" class="quiet" onClick=${() => actions.discardDraft(name)}>Discard</button>`}
      </div>
      <p class="hint" id="mirror-hint">
        ${isChanged ? `Not applied: ${percentText(mirror.percent)} is still what is asked. ` : ''}
        ${mirror.halted ? 'Halted: a new percent counts from when mirroring is resumed. ' : ''}${writesText(mirror.writes)}
      </p>
      <${FailureNotices} failures=${failures} actions=${actions} named=${false} />
    </form>
  `;
}
