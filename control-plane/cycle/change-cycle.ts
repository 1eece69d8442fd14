import type { Migration, MirrorPolicy, StoredMigration } from '../migration/migration.ts';
import { addGap } from './add-gap.ts';
import type { DataCycle, Gap, GapReason } from './data-cycle.ts';

/** What decides which writes reach the shadow. */
export interface Mirroring {
  readonly migration: Migration;
  readonly halted: boolean;
}

/** The cycle of a migration that was not there before. */
export function firstCycle(mirroring: Mirroring, now: Date): DataCycle {
  return { number: 1, startedAt: now, gaps: openGaps(mirroring, now) };
}

/** The shadow was reset: what was missed before is in its data now, and what is missed at this moment is not. */
export function nextCycle({ cycle, ...mirroring }: StoredMigration, now: Date): DataCycle {
  return { number: cycle.number + 1, startedAt: now, gaps: openGaps(mirroring, now) };
}

/** What a change of the migration does to the cycle: it closes the gaps that are over, and opens those that begin. */
export function cycleAfter(before: StoredMigration, after: Mirroring, now: Date): DataCycle {
  const { cycle } = before;
  const open = openReason(after);
  const closed = cycle.gaps.map((gap) =>
    gap.to === null && gap.reason !== open ? { ...gap, to: now } : gap,
  );
  const begun = begins(before, after, now).reduce(addGap, closed);
  return isSame(begun, cycle.gaps) ? cycle : { ...cycle, gaps: begun };
}

/** What the cycle comes to when nobody was there to let Envoys mirror. The same absence found again is no other gap. */
export function cycleAfterAbsence(stored: StoredMigration, since: Date, to: Date): DataCycle {
  const { cycle } = stored;
  const from = since > cycle.startedAt ? since : cycle.startedAt;
  if (openReason(stored) !== undefined || !mirrorsWrites(stored.migration.mirror)) return cycle;
  const gaps = addGap(cycle.gaps, { reason: 'control-plane-away', from, to });
  return isSame(gaps, cycle.gaps) ? cycle : { ...cycle, gaps };
}

function openGaps(mirroring: Mirroring, from: Date): readonly Gap[] {
  const reason = openReason(mirroring);
  return reason === undefined ? [] : [{ reason, from, to: null }];
}

/** Why writes that the shadow needs are missed as long as this holds. */
function openReason({ migration: { mirror }, halted }: Mirroring): GapReason | undefined {
  if (mirror.writes === 'none') return 'writes-not-mirrored';
  return halted && mirrorsWrites(mirror) ? 'halted' : undefined;
}

function mirrorsWrites({ writes, basisPoints }: MirrorPolicy): boolean {
  return writes === 'all' || (writes === 'sampled' && basisPoints > 0);
}

function begins(before: StoredMigration, after: Mirroring, now: Date): readonly Gap[] {
  const { startedAt, gaps } = before.cycle;
  const was = before.migration.mirror;
  const is = after.migration.mirror;
  const begun: Gap[] = [];
  const reason = openReason(after);
  if (reason !== undefined && !gaps.some((gap) => gap.to === null && gap.reason === reason)) {
    // From a sample, some keys have missed writes before already; which they were is forgotten with the sample.
    const from = reason === 'writes-not-mirrored' && was.writes === 'sampled' ? startedAt : now;
    begun.push({ reason, from, to: null });
  }
  if (letsKeysIn(was, is)) begun.push({ reason: 'writes-not-mirrored', from: startedAt, to: now });
  return begun;
}

/** Whether keys enter the sample whose earlier writes were left out. Keys that stay in it are whole, and those outside are not compared. */
function letsKeysIn(was: MirrorPolicy, is: MirrorPolicy): boolean {
  if (was.writes !== 'sampled' || is.writes === 'none') return false;
  if (is.writes === 'all') return was.basisPoints < 10_000;
  return is.basisPoints > was.basisPoints || JSON.stringify(is.key) !== JSON.stringify(was.key);
}

function isSame(a: readonly Gap[], b: readonly Gap[]): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
