import { html } from '../html.js';
import { Icon } from './icon.js';

/**
 * Everything the API said about a refusal, remedies included.
 * @param {{ title: string, problem: import('../api/shapes.d.ts').Problem, id?: string, onDismiss?: () => void }} props
 */
export const ProblemNotice = ({ title, problem, id, onDismiss }) => html`
  <div class="notice bad" role="alert" id=${id}>
    <${Icon} name="warning" />
    <div class="notice-body">
      <p class="notice-title">${title}</p>
      <p>${problem.title}${problem.detail === '' ? '' : `: ${problem.detail}`}</p>
      ${
        problem.errors.length > 0 &&
        html`<ul>
          ${problem.errors.map(
            (error) =>
              html`<li>
                <code>${error.path}</code> ${error.message}
                <span class="remedy">${error.remedy}</span>
              </li>`,
          )}
        </ul>`
      }
    </div>
    ${onDismiss !== undefined && html`<button type="button" class="quiet" onClick=${onDismiss}>Dismiss</button>`}
  </div>
`;

/** @type {Record<import('../state/app.js').Command, string>} */
const titles = {
  percent: 'The percent was not changed',
  halt: 'The halt was not confirmed by the control plane. Press Halt again: repeating it does no harm',
  resume: 'Mirroring was not resumed',
  'preview-rule': 'What the rule would hide is not known',
  'add-rule': 'The rule was not added',
  'remove-rule': 'The rule was not removed',
};

/**
 * @param {{ failures: import('../state/app.js').Failure[], actions: import('../state/actions.js').Actions, named: boolean }} props
 *   `named` where more than one migration is on the page
 */
export const FailureNotices = ({ failures, actions, named }) =>
  failures.map(
    (failure) =>
      html`<${ProblemNotice}
        key=${`${failure.command} ${failure.migration}`}
        title=${named ? `${failure.migration}: ${titles[failure.command]}` : titles[failure.command]}
        problem=${failure.problem}
        id=${`failure-${failure.command}`}
        onDismiss=${() => actions.dismiss(failure)}
      />`,
  );
