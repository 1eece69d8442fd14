import { findingAddress } from '../api/control-plane.js';
import { html } from '../html.js';
import { classText } from '../text/difference-class.js';
import { spreadText } from '../text/finding.js';
import { sideTexts, textStrips } from '../text/shape.js';
import { isSignIn } from '../text/sign-in.js';
import { timeText } from '../text/time.js';
import { Badge } from './badge.js';

/**
 * @param {{
 *   migration: string,
 *   finding: import('../api/shapes.d.ts').Finding,
 *   mark: import('../text/finding-mark.js').FindingMark | undefined,
 *   now: number,
 *   actions: import('../state/actions.js').Actions,
 * }} props
 */
export const FindingItem = ({ migration, finding, mark, now, actions }) => html`
  <details class="finding">
    <summary>
      <span class="finding-name">
        <code class="path">${finding.path}</code>
        ${mark !== undefined && html`<${Badge} tone=${mark.tone} icon=${mark.icon}>${mark.text}<//>`}
      </span>
      <span class="class">${finding.class}</span>
      <span class="seen">${spreadText(finding)}</span>
      <span class="seen">last <${Time} at=${finding.lastSeen} now=${now} /></span>
    </summary>
    <div class="finding-body">
      <p>
        ${isSignIn(finding) ? 'The shadow asks for a login where the primary does not; what helps is above.' : classText(finding.class)}
        First seen <${Time} at=${finding.firstSeen} now=${now} />, last seen${' '}
        <${Time} at=${finding.lastSeen} now=${now} />.
      </p>
      ${mark !== undefined && html`<p>${mark.text}. ${mark.meaning}</p>`}
      ${!isSignIn(finding) && html`<${AcceptButton} migration=${migration} finding=${finding} actions=${actions} />`}
      ${
        finding.exemplars.length === 0
          ? html`<p class="muted">No exemplar was kept.</p>`
          : html`<ol class="exemplars">
                ${finding.exemplars.map((exemplar) => html`<${ExemplarItem} key=${exemplar.pairingId} exemplar=${exemplar} now=${now} />`)}
              </ol>
              <p><a href=${findingAddress(migration, finding.id)}>All exemplars of it, as JSON</a></p>`
      }
    </div>
  </details>
`;

/**
 * @param {{
 *   migration: string,
 *   finding: import('../api/shapes.d.ts').Finding,
 *   actions: import('../state/actions.js').Actions,
 * }} props
 */
function AcceptButton({ migration, finding, actions }) {
  const { endpoint, path, class: kind } = finding;
  const open = () => actions.openRuleForm(migration, { endpoint, path, class: kind });
  return html`<p><button type="button" onClick=${open}>Accept by a rule</button></p>`;
}

/** @param {{ exemplar: import('../api/shapes.d.ts').Exemplar, now: number }} props */
function ExemplarItem({ exemplar, now }) {
  const { primary, shadow, request } = exemplar;
  const texts = sideTexts(primary, shadow);
  const strips = textStrips(primary, shadow);
  return html`<li>
    <p class="exemplar-line">
      <code>${request.method} ${request.path}</code>
      <${Time} at=${exemplar.seenAt} now=${now} />
      <code class="pairing-id">${exemplar.pairingId}</code>
    </p>
    <dl class="sides">
      <div class="primary-side">
        <dt>Primary</dt>
        <dd>${texts.primary}${strips !== undefined && html`<${Strip} strip=${strips.primary} />`}</dd>
      </div>
      <div class="shadow-side">
        <dt>Shadow</dt>
        <dd>${texts.shadow}${strips !== undefined && html`<${Strip} strip=${strips.shadow} />`}</dd>
      </div>
    </dl>
  </li>`;
}

/**
 * The text as a bar: what both sides share, what only this one has, what it lacks.
 * @param {{ strip: { same: number, changed: number, sameEnd: number, missing: number } }} props
 */
const Strip = ({ strip }) => html`
  <span class="strip" aria-hidden="true">
    <span class="same" style=${{ flexGrow: strip.same }}></span>
    <span class="changed" style=${{ flexGrow: strip.changed }}></span>
    <span class="same" style=${{ flexGrow: strip.sameEnd }}></span>
    <span class="missing" style=${{ flexGrow: strip.missing }}></span>
  </span>
`;

/** @param {{ at: string, now: number }} props */
const Time = ({ at, now }) => html`<time datetime=${at} title=${at}>${timeText(at, now)}</time>`;
