import { evidenceAddress } from '../api/control-plane.js';
import { html } from '../html.js';
import { keysText } from '../text/finding.js';
import { countText, numberText } from '../text/number.js';
import { periodText, timeText } from '../text/time.js';
import { effectSign, inOrder, recomputedText, restText, verdictText } from '../text/verdict.js';
import { Badge } from './badge.js';
import { CodeText } from './code-text.js';
import { DataCycleFact, GapNotice } from './data-cycle.js';
import { Icon } from './icon.js';
import { LongList } from './long-list.js';
import { VerdictDetails } from './verdict-details.js';

/**
 * @param {{
 *   reading: import('../state/reading.js').Reading<import('../api/verdict-shapes.d.ts').Verdict> | undefined,
 *   cycle: import('../api/shapes.d.ts').DataCycle | undefined,
 *   state: import('../state/app.js').State,
 *   actions: import('../state/actions.js').Actions,
 * }} props
 */
export function VerdictPanel({ reading, cycle, state, actions }) {
  const verdict = reading?.value;
  if (verdict === undefined) {
    return html`<section class="card verdict" aria-labelledby="verdict-heading">
      <h2 id="verdict-heading">Verdict</h2>
      <p class="muted">
        ${reading?.problem === undefined ? 'Reading …' : 'Not known: the comparator could not be asked.'}
      </p>
    </section>`;
  }
  const { word, tone, icon, text } = verdictText(verdict.outcome);
  return html`<section
    class="card verdict ${tone} ${reading?.problem === undefined ? '' : 'old'}"
    aria-labelledby="verdict-heading"
  >
    <div class="verdict-head">
      <h2 id="verdict-heading">Verdict</h2>
      <p class="verdict-word ${tone}"><${Icon} name=${icon} />${word.toUpperCase()}</p>
      ${reading?.problem !== undefined && html`<span class="tag">old</span>`}
      <p class="verdict-text">${text}</p>
      <a class="export" href=${evidenceAddress(verdict.migration)} download>Download the evidence</a>
    </div>
    <${LongList}
      id="reasons"
      className="reasons"
      items=${inOrder(verdict.reasons)}
      atFirst=${6}
      noun="reason"
      state=${state}
      actions=${actions}
      item=${(/** @type {import('../api/verdict-shapes.d.ts').Reason} */ reason) => html`<${ReasonItem} reason=${reason} />`}
    />
    <p class="rest">${restText(verdict)}</p>
    <${Population} verdict=${verdict} cycle=${cycle} now=${state.now} />
    ${cycle !== undefined && html`<${GapNotice} migration=${verdict.migration} cycle=${cycle} now=${state.now} />`}
    <${VerdictDetails} verdict=${verdict} now=${state.now} />
  </section>`;
}

/** @param {{ reason: import('../api/verdict-shapes.d.ts').Reason }} props */
function ReasonItem({ reason }) {
  const { text, tone, icon } = effectSign(reason.effect);
  return html`<li>
    <${Badge} tone=${tone} icon=${icon}>${text}<//><span><${CodeText} text=${reason.text} /></span>
  </li>`;
}

/**
 * Which traffic the verdict is about.
 * @param {{
 *   verdict: import('../api/verdict-shapes.d.ts').Verdict,
 *   cycle: import('../api/shapes.d.ts').DataCycle | undefined,
 *   now: number,
 * }} props
 */
function Population({ verdict, cycle, now }) {
  const { population, epoch } = verdict;
  const { pairs, keys, endpoints, from, to } = population;
  const period = from === null || to === null ? 'none yet' : periodText(from, to, now);
  return html`<dl class="facts population">
    <div>
      <dt>Pairs</dt>
      <dd>${numberText(pairs)}</dd>
    </div>
    <div>
      <dt>Spread over</dt>
      <dd>${keysText(keys)}, ${countText(endpoints, 'endpoint')}</dd>
    </div>
    <div>
      <dt>Period</dt>
      <dd>${period}</dd>
    </div>
    <div>
      <dt>Epoch</dt>
      <dd>
        <code title=${epoch.id}>${epoch.id.slice(0, 8)}</code> since ${timeText(epoch.startedAt, now)}
        ${recomputedText(epoch.recomputed) !== '' && html`<span class="aside">${recomputedText(epoch.recomputed)}</span>`}
      </dd>
    </div>
    <${DataCycleFact} number=${epoch.dataCycle} cycle=${cycle} />
  </dl>`;
}
