import { html } from '../html.js';
import { coverageSign } from '../text/coverage.js';
import { keysText } from '../text/finding.js';
import { boundText, countText, numberText, shareText } from '../text/number.js';
import { Badge } from './badge.js';
import { LongTable } from './long-list.js';

/** @typedef {import('../api/verdict-shapes.d.ts').EndpointCoverage} EndpointCoverage */

/**
 * @param {import('./checks-panel.js').CheckProps} props
 * @returns {import('./checks-panel.js').Check}
 */
export function coverageCheck({ verdict, state, actions }) {
  const { gates } = verdict;
  const endpoints = [...verdict.endpoints].sort((a, b) => a.endpoint.localeCompare(b.endpoint));
  const title = 'Coverage';
  if (endpoints.length === 0) {
    return {
      title,
      sign: { text: 'None', tone: 'plain', icon: 'circle' },
      text: 'No endpoint has been seen in this epoch.',
    };
  }
  const covered = endpoints.filter((it) => it.covered).length;
  const missing = endpoints.filter((it) => coverageSign(it, gates).tone === 'wait').length;
  const rare = endpoints.length - covered - missing;
  const rareText = rare === 0 ? '' : `${countText(rare, 'endpoint')} too rare to be needed.`;
  const columns = [
    { name: 'Endpoint', cell: (/** @type {EndpointCoverage} */ it) => html`<${EndpointName} of=${it} />` },
    { name: 'Pairs', number: true, cell: (/** @type {EndpointCoverage} */ it) => numberText(it.pairs) },
    { name: 'Keys', number: true, cell: (/** @type {EndpointCoverage} */ it) => keysText(it.keys) },
    { name: 'Share', number: true, cell: (/** @type {EndpointCoverage} */ it) => shareText(it.share) },
    {
      name: 'Unexplained',
      number: true,
      cell: (/** @type {EndpointCoverage} */ it) => `≤ ${boundText(it.upper, 'upper')}`,
    },
    {
      name: 'Standing',
      cell(/** @type {EndpointCoverage} */ it) {
        const { text, tone, icon } = coverageSign(it, gates);
        return html`<${Badge} tone=${tone} icon=${icon}>${text}<//>`;
      },
    },
  ];
  return {
    title,
    sign:
      missing === 0
        ? { text: 'Covered', tone: 'good', icon: 'check' }
        : { text: `${missing} not covered`, tone: 'wait', icon: 'clock' },
    text: `${covered} of ${countText(endpoints.length, 'endpoint')} covered. ${rareText}`,
    body: html`<${LongTable}
      id="coverage"
      columns=${columns}
      items=${endpoints}
      noun="endpoint"
      state=${state}
      actions=${actions}
    />`,
  };
}

/** @param {{ of: EndpointCoverage }} props */
const EndpointName = ({ of: { endpoint, required } }) => html`
  <code>${endpoint}</code>${required && html`${' '}<span class="tag">required</span>`}
`;
