import { html } from '../html.js';
import { pendingMark } from '../state/command.js';
import { isConfirmed } from '../text/confirmation.js';
import { countText } from '../text/number.js';
import { Icon } from './icon.js';

/**
 * One press, no question asked, and there also when nothing could be read. Resume is another button in another place:
 * a second press in haste must not undo the first.
 * @param {{
 *   name: string,
 *   status: import('../api/shapes.d.ts').Status | undefined,
 *   pending: Set<string>,
 *   actions: import('../state/actions.js').Actions,
 * }} props
 */
export function HaltButton({ name, status, pending, actions }) {
  const isHalted = status?.mirror.halted === true;
  const label = pending.has(pendingMark('halt', name)) ? 'Halting …' : isHalted ? 'Halted' : 'Halt mirroring';
  return html`<button
    type="button"
    class="halt"
    aria-disabled=${isHalted}
    onClick=${() => isHalted || actions.halt(name)}
  >
    <${Icon} name="stop" />${label}
  </button>`;
}

/**
 * @param {{
 *   status: import('../api/shapes.d.ts').Status,
 *   pending: Set<string>,
 *   actions: import('../state/actions.js').Actions,
 * }} props
 */
export function HaltedNotice({ status, pending, actions }) {
  const isPending = pending.has(pendingMark('resume', status.name));
  return html`<div class="notice halted">
    <${Icon} name="stop" />
    <div class="notice-body">
      <p class="notice-title">Mirroring is halted, reads and writes alike</p>
      <p>${confirmationText(status)}</p>
      ${status.stored === false && html`<p>The store does not answer: the halt holds, and is stored once it is back.</p>`}
    </div>
    <button
      type="button"
      aria-disabled=${isPending}
      onClick=${() => isPending || actions.resume(status.name)}
    >
      <${Icon} name="play" />${isPending ? 'Resuming …' : 'Resume mirroring'}
    </button>
  </div>`;
}

/** @param {import('../api/shapes.d.ts').Status} status */
function confirmationText({ mirror, envoys }) {
  const others = envoys.filter((envoy) => !isConfirmed(mirror, envoy.confirmed)).map((envoy) => envoy.node);
  if (others.length === 0) return 'Every Envoy known has confirmed it. The primary goes on as before.';
  return `${countText(others.length, 'Envoy')} not confirmed yet: ${others.join(', ')}. One that is not connected stops by itself when its leave to mirror runs out.`;
}
