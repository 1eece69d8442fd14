import { html } from '../html.js';
import { factorText, numberText, percentText } from '../text/number.js';
import { timeText } from '../text/time.js';
import { confidenceText } from '../text/verdict.js';

/**
 * Everything to follow the verdict by hand: what it was allowed, and how far the evidence came.
 * @param {{ verdict: import('../api/verdict-shapes.d.ts').Verdict, now: number }} props
 */
export const VerdictDetails = ({ verdict, now }) => html`
  <details class="decided">
    <summary>How it is decided</summary>
    <div class="decided-body">
      <p>${explanationOf(verdict.gates)}</p>
      <${Levels} verdict=${verdict} />
      <${GateFacts} gates=${verdict.gates} />
      <${Origin} verdict=${verdict} now=${now} />
    </div>
  </details>
`;

/** @param {import('../api/verdict-shapes.d.ts').Gates} gates */
const explanationOf = (gates) =>
  `A wrong fail and a wrong pass are accepted with a probability of ${percentText(gates.alpha * 100)} each; that of a wrong fail is split over the tests that can make one. The evidence is a factor, and decides once it reaches 1 / level. Findings and quantiles share their level among all that there could be, so each of them has to show more. Looking often makes no wrong decision more likely, and bounds hold at all times with ${confidenceText(gates)} confidence.`;

/** @type {Readonly<Record<string, string>>} */
const families = {
  rest: 'Fails by unexplained differences',
  findings: 'Fails by findings that are no noise',
  latency: 'Fails by latency',
  pass: 'Passes by few unexplained differences',
};

/** @param {{ verdict: import('../api/verdict-shapes.d.ts').Verdict }} props */
function Levels({ verdict: { levels, rest } }) {
  /** @type {Readonly<Record<string, number | null>>} */
  const reached = { rest: rest.eFail, pass: rest.ePass };
  /** @param {string} family */
  const isOne = (family) => reached[family] !== undefined;
  return html`<div class="scrolling">
    <table>
      <thead>
        <tr>
          <th scope="col">Test</th>
          <th scope="col" class="number">Level</th>
          <th scope="col" class="number">Decides at</th>
          <th scope="col" class="number">Reached</th>
        </tr>
      </thead>
      <tbody>
        ${Object.entries(levels).map(
          ([family, level]) =>
            html`<tr key=${family}>
              <th scope="row">${families[family] ?? family}</th>
              <td class="number">${percentText(level * 100)}</td>
              <td class="number">${isOne(family) ? factorText(1 / level) : 'each by itself'}</td>
              <td class="number">${isOne(family) ? factorText(reached[family] ?? null) : '–'}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** @param {{ gates: import('../api/verdict-shapes.d.ts').Gates }} props */
function GateFacts({ gates }) {
  const { p50, p95, p99 } = gates.latency;
  const facts = [
    ['Unexplained differences', `at most ${percentText(gates.differenceRate * 100)}`],
    ['Latency, p50 / p95 / p99', `${p50} / ${p95} / ${p99} times`],
    ['Each endpoint', `${numberText(gates.minPairs)} pairs on ${numberText(gates.minKeys)} keys`],
    ['Loss', `at most ${percentText(gates.loss * 100)}`],
    ['Set aside', `at most ${percentText(gates.setAside * 100)}`],
    ['Beyond noise', `at most ${percentText(gates.noise * 100)}`],
  ];
  return html`<dl class="facts gates" aria-label="Gates">
    ${facts.map(
      ([name, value]) =>
        html`<div key=${name}>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}

/** @param {{ verdict: import('../api/verdict-shapes.d.ts').Verdict, now: number }} props */
const Origin = ({ verdict: { epoch, judgedAt }, now }) => html`
  <p class="hint">
    Judged ${timeText(judgedAt, now)} of epoch <code>${epoch.id}</code>. Builds: primary${' '}
    <code>${epoch.builds.primary ?? 'not named'}</code>, shadow${' '}
    <code>${epoch.builds.shadow ?? 'not named'}</code>.
  </p>
`;
