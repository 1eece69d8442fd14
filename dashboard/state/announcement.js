import { confirmationOf } from '../text/confirmation.js';
import { percentText, countText } from '../text/number.js';

/**
 * @typedef {{ status?: import("../api/shapes.d.ts").Status | undefined, report?: import("../api/shapes.d.ts").Report | undefined }} Seen
 */

/**
 * What a person who does not see the page must hear when one reading follows another; undefined when nothing changed.
 * @param {Seen} before
 * @param {Seen} after
 * @returns {string | undefined}
 */
export function announcementOf(before, after) {
  const said = [ofMirror(before.status, after.status), ofFindings(before.report, after.report)];
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
 * @param {import('../api/shapes.d.ts').Report | undefined} before
 * @param {import('../api/shapes.d.ts').Report | undefined} after
 */
function ofFindings(before, after) {
  if (before === undefined || after === undefined) return undefined;
  const known = new Set(before.findings.map((finding) => finding.id));
  const fresh = after.findings.filter((finding) => !known.has(finding.id)).length;
  return fresh === 0 ? undefined : `${countText(fresh, 'new finding')}.`;
}
