import { confirmationOf } from '../text/confirmation.js';
import { percentText, countText } from '../text/number.js';
import { verdictText } from '../text/verdict.js';

/**
 * @typedef {object} Seen
 * @property {import('../api/shapes.d.ts').Status | undefined} [status]
 * @property {import('../api/shapes.d.ts').Report | undefined} [report]
 * @property {import('../api/verdict-shapes.d.ts').Verdict | undefined} [verdict]
 */

/**
 * What a person who does not see the page must hear when one reading follows another; undefined when nothing changed.
 * @param {Seen} before
 * @param {Seen} after
 * @returns {string | undefined}
 */
export function announcementOf(before, after) {
  const said = [
    ofMirror(before.status, after.status),
    ofVerdict(before.verdict, after.verdict),
    ofFindings(before.report, after.report),
  ];
  return said.filter((text) => text !== undefined).join(' ') || undefined;
}

/**
 * @param {import('../api/shapes.d.ts').Status | undefined} before
 * @param {import('../api/shapes.d.ts').Status | undefined} after
 */
function ofMirror(before, after) {
  if (before === undefined || after === undefined) return undefined;
  const was = confirmationOf(before);
  const is = confirmationOf(after);
  const sameAsked =
    before.mirror.percent === after.mirror.percent && before.mirror.halted === after.mirror.halted;
  if (was.kind === is.kind && sameAsked) return undefined;
  const asked = after.mirror.halted
    ? 'Mirroring is halted.'
    : `Mirroring ${percentText(after.mirror.percent)}.`;
  return `${asked} ${is.text}.`;
}

/**
 * @param {import('../api/verdict-shapes.d.ts').Verdict | undefined} before
 * @param {import('../api/verdict-shapes.d.ts').Verdict | undefined} after
 */
function ofVerdict(before, after) {
  if (before === undefined || after === undefined || before.outcome === after.outcome) return undefined;
  return `The verdict is now: ${verdictText(after.outcome).word}.`;
}

/**
 * @param {import('../api/shapes.d.ts').Report | undefined} before
 * @param {import('../api/shapes.d.ts').Report | undefined} after
 */
function ofFindings(before, after) {
  if (before === undefined || after === undefined) return undefined;
  const known = new Set(before.findings.map((finding) => finding.id));
  const fresh = after.findings.filter((finding) => !known.has(finding.id)).length;
  return fresh === 0 ? undefined : `${countText(fresh, 'new finding')}.`;
}
