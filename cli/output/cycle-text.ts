import type { Cycle, Epoch } from '../api/verdict-answer.ts';
import { formatTime } from './table.ts';

const reasons: Readonly<Record<string, string>> = {
  halted: 'the mirror was halted',
  'writes-not-mirrored': 'not every write was mirrored',
  'control-plane-away': 'no control plane was there',
};

/** Whether the shadow has every write since it was reset, and if not, why. */
export function cycleText(name: string, { number, startedAt, gaps }: Cycle): readonly string[] {
  const since = `data cycle ${number}, since ${formatTime(startedAt)}`;
  if (gaps.length === 0) return [`${since}: the shadow was sent every write`];
  return [
    `${since}: PARTIAL, the shadow missed writes`,
    ...gaps.map(
      ({ reason, from, to }) =>
        `  ${formatTime(from)} to ${to === null ? 'now' : formatTime(to)}: ${reasons[reason] ?? reason}`,
    ),
    `  It cannot pass until the shadow is reset; say so with \`umbra cycle ${name}\`.`,
  ];
}

const recomputed: Readonly<Record<Epoch['recomputed'], string>> = {
  anew: '',
  exact: ', and what was found before its rules were changed, counted again',
  estimate: ', and an estimate of what was found before its rules were changed',
};

/** Which evidence it is. */
export function epochText({ id, dataCycle, builds, startedAt, recomputed: how }: Epoch): string {
  const { primary, shadow } = builds;
  const of =
    primary === null && shadow === null
      ? ''
      : `, builds ${primary ?? 'not named'} (primary) and ${shadow ?? 'not named'} (shadow)`;
  return `Epoch ${id}: since ${formatTime(startedAt)}, on data cycle ${dataCycle}${of}${recomputed[how]}.`;
}
