import { isWithin } from '../compare/decimal-distance.ts';
import { JsonNumber, type JsonValue } from '../compare/json-value.ts';
import { parseTime } from '../compare/written-time.ts';
import type { Expectation } from './rule.ts';

/** Whether two values are near enough; which is whose makes no difference. */
export type Tolerates = (one: JsonValue, other: JsonValue) => boolean;

type Tolerance = Extract<Expectation, { kind: 'tolerance' }>;

const NANOSECONDS_IN_MILLISECOND = 1_000_000;

/**
 * Numbers may be apart by `absolute`, or by `relative` of the larger one's size, whichever allows more; exactly, with decimals as written.
 * PostgreSQL drivers hand out `numeric` as text, so two texts that are numbers are taken as such. Times may be apart by `timeMs`, as
 * instants, where both say what zone they are in or neither does.
 */
export function compileTolerance({ absolute, relative, timeMs }: Tolerance): Tolerates {
  const nanoseconds =
    timeMs === undefined ? undefined : BigInt(Math.round(timeMs * NANOSECONDS_IN_MILLISECOND));
  const areNumbersNear = (one: string, other: string) => isWithin(one, other, { absolute, relative });
  return (one, other) => {
    if (one instanceof JsonNumber && other instanceof JsonNumber) return areNumbersNear(one.text, other.text);
    if (typeof one !== 'string' || typeof other !== 'string') return false;
    return areNumbersNear(one, other) || (nanoseconds !== undefined && areTimesNear(one, other, nanoseconds));
  };
}

function areTimesNear(one: string, other: string, nanoseconds: bigint): boolean {
  const [before, after] = [parseTime(one), parseTime(other)];
  if (before === undefined || after === undefined) return false;
  if (before.hasZone !== after.hasZone || before.hasTimeOfDay !== after.hasTimeOfDay) return false;
  const apart = before.instant - after.instant;
  return apart <= nanoseconds && -apart <= nanoseconds;
}
