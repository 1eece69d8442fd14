import { html } from '../html.js';
import { expectedText, explanationText } from '../text/expected.js';
import { numberText } from '../text/number.js';
import { DifferenceName } from './difference-name.js';
import { LongTable } from './long-list.js';

/** @typedef {import('../api/verdict-shapes.d.ts').Expected} Expected */

/**
 * @param {import('./checks-panel.js').CheckProps} props
 * @returns {import('./checks-panel.js').Check}
 */
export function expectedCheck({ verdict, state, actions }) {
  const title = 'Expected';
  const expected = [...verdict.expected].sort(
    (a, b) =>
      a.by.localeCompare(b.by) || a.endpoint.localeCompare(b.endpoint) || a.path.localeCompare(b.path),
  );
  if (expected.length === 0) {
    return {
      title,
      sign: { text: 'None', tone: 'plain', icon: 'dash' },
      text: 'No difference had to be explained away.',
    };
  }
  const columns = [
    { name: 'Difference', cell: (/** @type {Expected} */ it) => html`<${DifferenceName} of=${it} />` },
    { name: 'Explained by', cell: (/** @type {Expected} */ it) => explanationText(it.by) },
    { name: 'Pairs', number: true, cell: (/** @type {Expected} */ it) => numberText(it.pairs) },
  ];
  return {
    title,
    sign: { text: 'Accounted for', tone: 'plain', icon: 'dash' },
    text: expectedText(expected),
    body: html`
      <p class="hint">
        Differences that the declared mapping, generated values and clocks account for. They are no findings.
      </p>
      <${LongTable}
        id="expected"
        columns=${columns}
        items=${expected}
        noun="difference"
        state=${state}
        actions=${actions}
      />
    `,
  };
}
