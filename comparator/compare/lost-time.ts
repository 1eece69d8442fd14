import { parseTime, type WrittenTime } from './written-time.ts';

const NANOSECONDS = 1_000_000_000n;
const QUARTER_HOUR = 900n * NANOSECONDS;
const DAY = 86_400n * NANOSECONDS;
/** The largest offset from UTC in use. */
const MAX_SHIFT = 14n * 3600n * NANOSECONDS;

/**
 * Whether the shadow's text is the primary's time (ISO 8601, or as PostgreSQL prints it) without its fraction, in another
 * zone (moved by a multiple of 15 minutes, at most 14 hours), or without its time of day. A column that became
 * `timestamp`, `date` or `timestamp(0)` shows so.
 */
export function lostTime(primary: string, shadow: string): boolean {
  const before = parseTime(primary);
  const after = parseTime(shadow);
  if (before === undefined || after === undefined) return false;
  if (lostTimeOfDay(before, after)) return true;
  return (
    lostBy(before.instant, after.instant, before, after) || lostBy(before.wall, after.wall, before, after)
  );
}

function lostTimeOfDay(before: WrittenTime, after: WrittenTime): boolean {
  return before.hasTimeOfDay && after.wall !== before.wall && after.wall === floorTo(before.wall, DAY);
}

function lostBy(from: bigint, to: bigint, before: WrittenTime, after: WrittenTime): boolean {
  if (before.hasTimeOfDay !== after.hasTimeOfDay) return false;
  const shift = nearestQuarterHour(to - from);
  if (shift > MAX_SHIFT || shift < -MAX_SHIFT) return false;
  const moved = to - shift;
  const hasFewerDigits = after.fractionDigits < before.fractionDigits;
  if (moved === from) return shift !== 0n || hasFewerDigits;
  if (!hasFewerDigits) return false;
  const unit = 10n ** BigInt(9 - after.fractionDigits);
  const cut = floorTo(from, unit);
  const nearest = 2n * (from - cut) >= unit ? cut + unit : cut;
  return moved === cut || moved === nearest;
}

/** The largest multiple not above, also before 1970. */
function floorTo(time: bigint, unit: bigint): bigint {
  return time - (((time % unit) + unit) % unit);
}

function nearestQuarterHour(span: bigint): bigint {
  const half = QUARTER_HOUR / 2n;
  return ((span < 0n ? span - half : span + half) / QUARTER_HOUR) * QUARTER_HOUR;
}
