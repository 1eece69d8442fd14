import { countText, numberText } from './number.js';

/**
 * Whether the ledger agrees with what Envoy counts itself, in one line; `tone` is the class it is shown with.
 * @param {import('../api/shapes.d.ts').EnvoyReconciliation} envoy
 */
export function reconciliationText(envoy) {
  const { envoys, atMost } = envoy.ended;
  const { tone, text } = stateText(envoy);
  if (envoys === 0) return { tone, text };
  const ended = `${countText(envoys, 'Envoy')} ended while capturing: about ${countText(atMost, 'request')} more may be lost.`;
  return { tone, text: `${text} ${ended}` };
}

/** @param {import('../api/shapes.d.ts').EnvoyReconciliation} envoy */
function stateText({ state, disagreements, captured, mirrored, unreported, lastHeard }) {
  if (state === 'agrees') {
    const counts = `${numberText(captured)} captured, ${numberText(mirrored)} mirrored`;
    return { tone: 'muted', text: `Envoy’s own counters agree: ${counts}.` };
  }
  if (state === 'disagrees') {
    const sizes = disagreements.map(
      ({ equation, requests }) => `${equation} by ${countText(requests, 'request')}`,
    );
    return { tone: 'notice bad', text: `The ledger disagrees with Envoy: ${sizes.join(', ')}.` };
  }
  const missing =
    lastHeard === null
      ? 'no Envoy has reported its counters'
      : `${countText(unreported, 'request')} are of Envoys that do not report`;
  return { tone: 'muted', text: `Not reconciled: ${missing}.` };
}
