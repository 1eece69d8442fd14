import type { Span, Spans } from '../order/span.ts';
import type { ClockValue } from './clock-value.ts';

const quarterHourUs = 900_000_000;
/** The largest offset from UTC in use. */
const maxShiftUs = 14 * 3_600_000_000;

/** Each value is what its side's clock showed during its own exchange. */
export function isOfExchange(primary: ClockValue, shadow: ClockValue, spans: Spans, skewUs: number): boolean {
  const shiftUs = primary.zoned ? 0 : offsetOf(primary, spans.primary);
  if (Math.abs(shiftUs) > maxShiftUs) return false;
  return liesIn(primary, spans.primary, shiftUs, skewUs) && liesIn(shadow, spans.shadow, shiftUs, skewUs);
}

/** A time reckoned from the clock (when a token ends), or that of another exchange. */
export function isAsFarApart(primary: ClockValue, shadow: ClockValue, spans: Spans, skewUs: number): boolean {
  const apartUs = Math.abs(spans.primary.startUs - spans.shadow.startUs);
  return Math.abs(primary.instantUs - shadow.instantUs) <= apartUs + skewUs;
}

/** Without a zone a text is in whichever zone the server has, the same on both sides. */
function offsetOf({ instantUs }: ClockValue, { startUs }: Span): number {
  return Math.round((instantUs - startUs) / quarterHourUs) * quarterHourUs;
}

function liesIn(value: ClockValue, { startUs, endUs }: Span, shiftUs: number, skewUs: number): boolean {
  const from = value.instantUs - shiftUs;
  return from + value.granuleUs > startUs - skewUs && from <= endUs + skewUs;
}
