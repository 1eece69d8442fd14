import { durationText, timeText } from './time.js';

/** @type {Readonly<Record<string, string>>} */
const reasons = {
  halted: 'Mirroring was halted',
  'writes-not-mirrored': 'Not every write was mirrored',
  'control-plane-away': 'The control plane was away',
};

/**
 * @param {import('../api/shapes.d.ts').DataCycle['gaps'][number]} gap
 * @param {number} now milliseconds since the epoch
 */
export function gapText({ reason, from, to }, now) {
  const what = reasons[reason] ?? reason;
  if (to === null) return `${what}: since ${timeText(from, now)}, still open`;
  const lasted = durationText(new Date(to).getTime() - new Date(from).getTime());
  return `${what}: from ${timeText(from, now)}, for ${lasted}`;
}
