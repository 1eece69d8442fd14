import { html } from '../html.js';
import { noiseSign } from '../text/noise.js';
import { boundText, countText, numberText } from '../text/number.js';
import { Badge } from './badge.js';
import { DifferenceName } from './difference-name.js';
import { LongTable } from './long-list.js';

/** @typedef {import('../api/verdict-shapes.d.ts').Noise} Noise */

/**
 * @param {import('./checks-panel.js').CheckProps} props
 * @returns {import('./checks-panel.js').Check}
 */
export function noiseCheck({ verdict, state, actions }) {
  const title = 'Noise';
  const paths = [...verdict.noise].sort(
    (a, b) =>
      a.endpoint.localeCompare(b.endpoint) || a.path.localeCompare(b.path) || a.class.localeCompare(b.class),
  );
  if (paths.length === 0) {
    return {
      title,
      sign: { text: 'None', tone: 'plain', icon: 'dash' },
      text: 'No control upstream has shown a difference. Without a control, noise is what rules declare.',
    };
  }
  const regressions = paths.filter((it) => it.standing === 'regression').length;
  const notAssessable = paths.filter((it) => it.standing === 'not-assessable').length;
  const kind = regressions > 0 ? 'regression' : notAssessable > 0 ? 'not-assessable' : 'noise';
  const number = true;
  const columns = [
    { name: 'Difference', cell: (/** @type {Noise} */ it) => html`<${DifferenceName} of=${it} />` },
    { name: 'Shadow only', number, cell: (/** @type {Noise} */ it) => numberText(it.shadowOnly) },
    { name: 'Control only', number, cell: (/** @type {Noise} */ it) => numberText(it.controlOnly) },
    { name: 'Both', number, cell: (/** @type {Noise} */ it) => numberText(it.both) },
    { name: 'Excess', number, cell: (/** @type {Noise} */ it) => `≤ ${boundText(it.excessUpper, 'upper')}` },
    {
      name: 'Standing',
      cell(/** @type {Noise} */ it) {
        const { text, meaning, tone, icon } = noiseSign(it.standing);
        return html`<span title=${meaning}><${Badge} tone=${tone} icon=${icon}>${text}<//></span>`;
      },
    },
  ];
  return {
    title,
    sign: { ...noiseSign(kind), text: noiseTexts[kind] },
    text: `${countText(paths.length, 'path')} on which the control disagrees too: ${[
      ...(regressions > 0 ? [`${numberText(regressions)} worse on the shadow`] : []),
      ...(notAssessable > 0 ? [`${numberText(notAssessable)} not assessable`] : []),
      `${numberText(paths.length - regressions - notAssessable)} noise`,
    ].join(', ')}.`,
    body: html`
      <p class="hint">
        In how many pairs shadow, control or both disagree with the primary. Excess: by how much more often
        the shadow may disagree than the control.
      </p>
      <${LongTable}
        id="noise"
        columns=${columns}
        items=${paths}
        noun="path"
        state=${state}
        actions=${actions}
      />
    `,
  };
}

const noiseTexts = { regression: 'Regression', 'not-assessable': 'Not assessable', noise: 'Noise only' };
