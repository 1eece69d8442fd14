import { html } from '../html.js';
import { isConfirmed, mirrorText, rejectionsOf } from '../text/confirmation.js';
import { Badge } from './badge.js';

/** @param {{ status: import('../api/shapes.d.ts').Status }} props */
export function EnvoyTable({ status }) {
  if (status.envoys.length === 0) {
    return html`<p class="muted">No Envoy has connected to this control plane.</p>`;
  }
  return html`<div class="envoys">
    <h3>Envoys</h3>
    <ul>
      ${status.envoys.map((envoy) => html`<${EnvoyItem} key=${envoy.node} envoy=${envoy} asked=${status.mirror} />`)}
    </ul>
  </div>`;
}

/** @param {{ envoy: import('../api/shapes.d.ts').EnvoyStatus, asked: import('../api/shapes.d.ts').MirrorState }} props */
function EnvoyItem({ envoy, asked }) {
  const rejections = rejectionsOf(envoy);
  return html`<li>
    <div class="envoy-line">
      <code class="node">${envoy.node}</code>
      ${signOf(envoy, asked)}
      <span class="running">running: ${mirrorText(envoy.confirmed)}</span>
    </div>
    ${rejections.map(
      ({ type, version, reason }) =>
        html`<p class="rejection">
          Refused ${type} <code>${version}</code>, keeps what it had:
          <q>${reason}</q>
        </p>`,
    )}
    <details>
      <summary>Configuration</summary>
      <table class="config">
        <thead>
          <tr>
            <th scope="col">Resources</th>
            <th scope="col">Sent</th>
            <th scope="col">Acknowledged</th>
          </tr>
        </thead>
        <tbody>
          ${Object.entries(envoy.config).map(
            ([type, { sent, acknowledged }]) =>
              html`<tr>
                <th scope="row">${type}</th>
                <td><code>${sent ?? '–'}</code></td>
                <td><code>${acknowledged ?? '–'}</code></td>
              </tr>`,
          )}
        </tbody>
      </table>
    </details>
  </li>`;
}

/**
 * @param {import('../api/shapes.d.ts').EnvoyStatus} envoy
 * @param {import('../api/shapes.d.ts').MirrorState} asked
 */
function signOf(envoy, asked) {
  if (!envoy.connected) return html`<${Badge} tone="wait" icon="dash">not connected<//>`;
  if (rejectionsOf(envoy).length > 0) return html`<${Badge} tone="bad" icon="cross">refused<//>`;
  if (isConfirmed(asked, envoy.confirmed)) return html`<${Badge} tone="good" icon="check">confirmed<//>`;
  return html`<${Badge} tone="wait" icon="clock">waiting<//>`;
}
