import type { ClockValue } from './clock-value.ts';

interface Digits {
  primary: number;
  shadow: number;
  seen: number;
}

/** Places whose precision is remembered; the least recently seen is forgotten. */
const maxPlaces = 5_000;

/**
 * How precise the clocks are at each place of the answers, by the most digits that either side has shown there: a single value may end in
 * zeros by chance, and PostgreSQL and Go leave them out. A column that became `timestamp(0)` never shows more.
 */
export class ClockForms {
  readonly #places = new Map<string, Digits>();

  /** Whether the shadow's clock is as precise as the primary's, as far as can be told by now. */
  areAlike(place: string, primary: ClockValue, shadow: ClockValue): boolean {
    if (primary.form !== shadow.form) return false;
    const before = this.#places.get(place) ?? { primary: 0, shadow: 0, seen: 0 };
    const now = {
      primary: Math.max(before.primary, primary.significant),
      shadow: Math.max(before.shadow, shadow.significant),
      seen: before.seen + 1,
    };
    this.#places.delete(place);
    this.#places.set(place, now);
    const [oldest] = this.#places.keys();
    if (oldest !== undefined && this.#places.size > maxPlaces) this.#places.delete(oldest);
    if (unitOf(now.primary) === unitOf(now.shadow)) return true;
    // Of ms written out one in a thousand ends in zeros: the first value alone does not tell.
    return now.seen === 1 && primary.written === shadow.written;
  }
}

/** Seconds, milliseconds, microseconds or nanoseconds. */
function unitOf(digits: number): number {
  return Math.ceil(digits / 3);
}
