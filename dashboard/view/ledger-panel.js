import { html } from '../html.js';
import { fateText, knownFates } from '../text/fate.js';
import { countText, numberText, shareText } from '../text/number.js';
import { reconciliationText } from '../text/reconciliation.js';

/**
 * Every fate, those with nothing in them too: a reader sees what could have happened and did not.
 * @param {{ ledger: import('../api/shapes.d.ts').Ledger }} props
 */
export function LedgerPanel({ ledger }) {
  const { captured, inFlight, fates, envoy } = ledger;
  const { tone, text } = reconciliationText(envoy);
  const names = [...new Set([...knownFates, ...Object.keys(fates)])];
  return html`<section class="card" aria-labelledby="ledger-heading">
    <div class="section-head">
      <h2 id="ledger-heading">Ledger</h2>
      <p class="muted">${countText(captured, 'request')} captured, ${numberText(inFlight)} in flight</p>
    </div>
    <p class=${tone}>${text}</p>
    <table class="fates">
      <thead>
        <tr>
          <th scope="col">Fate</th>
          <th scope="col" class="number">Requests</th>
          <th scope="col" class="number">Share</th>
          <th scope="col">Counts as</th>
        </tr>
      </thead>
      <tbody>
        ${names.map((name) => html`<${FateRow} key=${name} name=${name} count=${fates[name] ?? 0} captured=${captured} />`)}
      </tbody>
    </table>
  </section>`;
}

/** @param {{ name: string, count: number, captured: number }} props */
function FateRow({ name, count, captured }) {
  const { meaning, meaningText, text } = fateText(name);
  return html`<tr class=${count === 0 ? 'zero' : ''}>
    <th scope="row"><code>${name}</code> <span class="fate-text">${text}</span></th>
    <td class="number">${numberText(count)}</td>
    <td class="number">${captured === 0 ? '–' : shareText(count / captured)}</td>
    <td><span class="swatch fill-${meaning}"></span>${meaningText}</td>
  </tr>`;
}
