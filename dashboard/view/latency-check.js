import { html } from '../html.js';
import { intervalText, latencySign, placeOf } from '../text/latency.js';
import { countText, numberText, ratioText } from '../text/number.js';
import { Badge } from './badge.js';
import { LongTable } from './long-list.js';

/** @typedef {import('../api/verdict-shapes.d.ts').Latency} Latency */

/**
 * @param {import('./checks-panel.js').CheckProps} props
 * @returns {import('./checks-panel.js').Check}
 */
export function latencyCheck({ verdict, state, actions }) {
  const results = [...verdict.latency].sort(
    (a, b) => a.endpoint.localeCompare(b.endpoint) || a.quantile.localeCompare(b.quantile),
  );
  const title = 'Latency';
  if (results.length === 0) {
    return {
      title,
      sign: { text: 'None', tone: 'plain', icon: 'circle' },
      text: 'No upstream time has been compared in this epoch.',
    };
  }
  const slower = results.filter((it) => it.standing === 'slower');
  const open = results.filter((it) => it.standing === 'open').length;
  const kind = slower.length > 0 ? 'slower' : open > 0 ? 'open' : 'within';
  const columns = [
    { name: 'Endpoint', cell: (/** @type {Latency} */ it) => html`<code>${it.endpoint}</code>` },
    { name: 'Quantile', cell: (/** @type {Latency} */ it) => it.quantile },
    {
      name: 'Ratio',
      number: true,
      cell: (/** @type {Latency} */ it) => (it.ratio === null ? '–' : ratioText(it.ratio)),
    },
    { name: 'Lies in', cell: (/** @type {Latency} */ it) => html`<${Interval} of=${it} />` },
    { name: 'Gate', number: true, cell: (/** @type {Latency} */ it) => ratioText(it.gate) },
    { name: 'Blocks', number: true, cell: (/** @type {Latency} */ it) => numberText(it.blocks) },
    {
      name: 'Standing',
      cell(/** @type {Latency} */ it) {
        const { text, tone, icon } = latencySign(it.standing);
        return html`<${Badge} tone=${tone} icon=${icon}>${text}<//>`;
      },
    },
  ];
  return {
    title,
    sign: latencySign(kind),
    text: summaryOf(slower, open, results.length),
    body: html`
      <p class="hint">
        How many times as long the shadow takes, by the time its upstream worked. The bar reaches from half to
        twice as long; the mark is the gate.
      </p>
      <${LongTable}
        id="latency"
        columns=${columns}
        items=${results}
        noun="quantile"
        state=${state}
        actions=${actions}
      />
    `,
  };
}

/**
 * @param {readonly Latency[]} slower
 * @param {number} open
 * @param {number} all
 */
function summaryOf([first, ...others], open, all) {
  if (first !== undefined) {
    const times = first.ratio === null ? 'longer' : `${ratioText(first.ratio)} times as long`;
    const more = others.length === 0 ? '' : ` And ${others.length} more.`;
    return `${first.endpoint} takes ${times} at ${first.quantile}.${more}`;
  }
  return open === 0
    ? `${countText(all, 'quantile')} compared.`
    : `${open} of ${countText(all, 'quantile')} need more evidence.`;
}

/** @param {{ of: Latency }} props */
const Interval = ({ of: result }) => html`
  <span class="interval-cell">
    <span class="interval-text">${intervalText(result)}</span>
    <span class="interval" aria-hidden="true">
      <span
        class="interval-range ${result.standing}"
        style=${{
          left: `${placeOf(result.lower ?? 0)}%`,
          right: `${100 - placeOf(result.upper)}%`,
        }}
      ></span>
      <span class="interval-gate" style=${{ left: `${placeOf(result.gate)}%` }}></span>
    </span>
  </span>
`;
