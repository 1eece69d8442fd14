import type { Gap } from './data-cycle.ts';

/** More tell nothing more: a cycle with one gap is partial already. */
export const maxGaps = 32;

/** One gap more. What overlaps for one reason becomes one, and above the bound the two oldest that are over do. */
export function addGap(gaps: readonly Gap[], added: Gap): readonly Gap[] {
  const overlapping = gaps.filter((gap) => gap.reason === added.reason && overlap(gap, added));
  const apart = gaps.filter((gap) => !overlapping.includes(gap));
  const whole = overlapping.reduce(span, added);
  return bounded([...apart, whole].sort((a, b) => a.from.getTime() - b.from.getTime()));
}

function bounded(gaps: readonly Gap[]): readonly Gap[] {
  if (gaps.length <= maxGaps) return gaps;
  const [first, second] = gaps.filter(({ to }) => to !== null);
  if (first === undefined || second === undefined) return gaps;
  return [span(first, second), ...gaps.filter((gap) => gap !== first && gap !== second)];
}

/** From the beginning of the one to the end of the other, under the reason of the one that began first. */
function span(a: Gap, b: Gap): Gap {
  const { reason, from } = b.from < a.from ? b : a;
  const to = a.to === null || b.to === null ? null : a.to > b.to ? a.to : b.to;
  return { reason, from, to };
}

function overlap(a: Gap, b: Gap): boolean {
  return (a.to === null || b.from <= a.to) && (b.to === null || a.from <= b.to);
}
