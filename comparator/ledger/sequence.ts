import type { Fate } from './fate.ts';
import { NumberRanges } from './number-ranges.ts';

/** Numbers of a seed that have not been seen, though a higher one has. */
export interface Hole {
  /** When a higher number showed it. */
  readonly sinceMs: number;
  /** On which stream that number came. */
  readonly stream: number;
  /** True where the seed had just come to that stream: what is missing went to a comparator, or a connection, that is gone. */
  readonly atStreamStart: boolean;
}

export type Arrival =
  | { readonly kind: 'first' }
  | { readonly kind: 'again' }
  /** The number was given up as lost, and counted as such. */
  | { readonly kind: 'after-loss'; readonly countedAs: Fate };

/** How many of a seed's numbers were lost, and how. */
export interface Loss {
  readonly fate: Fate;
  readonly count: number;
}

/**
 * After a seed came to a stream, holes that show within this time belong to the change of streams: requests end out of order, so
 * numbers from before the change and after it come mixed. Envoy sends what it has every 200 ms.
 */
const streamStartMs = 1_000;

/** More holes than this at once are given up early, the lowest numbers first. */
const maxHoles = 1_024;

/** Ranges given up that are remembered, so that a number which comes after all is counted once. */
const maxLostRanges = 256;

/** Which numbers of one seed were seen, which are missing, and since when. Numbers are consecutive from 1, so a hole is a loss. */
export class SeedSequence {
  #highest: number;
  #open = 0;
  #stream: number | undefined;
  #streamSinceMs = 0;
  readonly #holes = new NumberRanges<Hole>();
  readonly #lost = new NumberRanges<Fate>();

  /** `highest` is what an earlier comparator has stored: everything up to it is accounted for. */
  constructor(highest = 0) {
    this.#highest = highest;
  }

  get highest(): number {
    return this.#highest;
  }

  /** Numbers without a fate: those in work, and those in holes that may still close. */
  get inFlight(): number {
    return this.#open + this.#holes.count;
  }

  get hasHoles(): boolean {
    return this.#holes.ranges > 0;
  }

  arrive(number: number, stream: number, nowMs: number): Arrival {
    if (this.#stream !== stream) {
      this.#stream = stream;
      this.#streamSinceMs = nowMs;
    }
    if (number > this.#highest) {
      this.#openHole(this.#highest + 1, number - 1, stream, nowMs);
      this.#highest = number;
      this.#open += 1;
      return { kind: 'first' };
    }
    if (this.#holes.take(number) !== undefined) {
      this.#open += 1;
      return { kind: 'first' };
    }
    const countedAs = this.#lost.take(number);
    return countedAs === undefined ? { kind: 'again' } : { kind: 'after-loss', countedAs };
  }

  /** A number that had arrived has its fate. */
  settle(): void {
    this.#open -= 1;
  }

  /** Gives up the holes older than `graceMs`, or more than can be kept. `streamEnded` tells which streams are over. */
  giveUpHoles(nowMs: number, graceMs: number, streamEnded: (stream: number) => boolean): Loss[] {
    const losses: Loss[] = [];
    const excess = this.#holes.ranges - maxHoles;
    const given = this.#holes.takeWhere((hole, index) => nowMs - hole.sinceMs >= graceMs || index < excess);
    for (const { from, to, value: hole } of given) {
      const fate = this.#fateOf(hole, streamEnded);
      this.#lost.add(from, to, fate);
      losses.push({ fate, count: to - from + 1 });
    }
    this.#lost.forgetLowest(maxLostRanges);
    return losses;
  }

  #openHole(from: number, to: number, stream: number, nowMs: number): void {
    if (from > to) return;
    const atStreamStart = nowMs - this.#streamSinceMs < streamStartMs;
    this.#holes.add(from, to, { sinceMs: nowMs, stream, atStreamStart });
  }

  #fateOf(hole: Hole, streamEnded: (stream: number) => boolean): Fate {
    if (hole.atStreamStart || hole.stream !== this.#stream) return 'lost-comparator';
    // Envoy is gone with what it still held, or cut off for good: nothing tells which.
    if (streamEnded(hole.stream)) return 'unknown';
    return 'dropped-envoy';
  }
}
