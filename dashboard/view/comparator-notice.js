import { html } from '../html.js';
import { timeText } from '../text/time.js';
import { ProblemNotice } from './problem.js';

/**
 * @template Value
 * @typedef {import('../state/reading.js').Reading<Value> | undefined} Read
 */

/**
 * The comparator away while the control plane answers: one notice for all that is old then.
 * @param {{
 *   verdict: Read<import('../api/verdict-shapes.d.ts').Verdict>,
 *   report: Read<import('../api/shapes.d.ts').Report>,
 *   now: number,
 * }} props
 */
export function ComparatorNotice({ verdict, report, now }) {
  const unread = [
    { what: 'verdict', reading: verdict },
    { what: 'evidence', reading: report },
  ].filter(({ reading }) => reading?.problem !== undefined);
  const problem = unread[0]?.reading?.problem;
  if (problem === undefined) return undefined;
  const what = unread.map((it) => it.what).join(' and ');
  const times = unread.flatMap(({ reading }) => (reading?.readAt === undefined ? [] : [reading.readAt]));
  const title =
    times.length < unread.length
      ? `The ${what} cannot be read`
      : `This ${what} ${unread.length === 1 ? 'is' : 'are'} old, from ${timeText(Math.min(...times), now)}`;
  return html`<${ProblemNotice} title=${title} problem=${problem} />`;
}
