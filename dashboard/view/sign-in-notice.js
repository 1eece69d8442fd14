import { html } from '../html.js';
import { countText } from '../text/number.js';
import { signInRemedies } from '../text/sign-in.js';
import { Icon } from './icon.js';

/**
 * One for the migration: a shadow that does not know the clients fails every endpoint in the same way.
 * @param {{ requests: number }} props
 */
export function SignInNotice({ requests }) {
  if (requests === 0) return undefined;
  return html`<div class="notice warn">
    <${Icon} name="warning" />
    <div class="notice-body">
      <p class="notice-title">The shadow asks for a login where the primary does not</p>
      <p>${countText(requests, 'request')} set aside for it: one cause, whatever the endpoint.</p>
      <ul class="remedies">
        ${signInRemedies.map((remedy) => html`<li class="remedy" key=${remedy}>${remedy}</li>`)}
      </ul>
    </div>
  </div>`;
}
