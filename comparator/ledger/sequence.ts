import type { Fate } from './fate.ts';
import type { Loss, Missing } from './loss.ts';
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

/** Where a seed stood before: all numbers up to `highest` are accounted for, and Envoy has given out those up to `issued`. */
export interface SequenceStart {
  readonly highest: number;
  readonly issued: number;
}

/** Envoy had given out all numbers up to this one. */
interface Issue {
  readonly upTo: number;
  readonly sinceMs: number;
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

/** Reports come every second. A seed whose numbers go on for this long without one has an Envoy that does not report. */
const reportOverdueMs = 10_000;

/** Reports come once a second; a number is outstanding for as long as the oldest that names it, and no longer than the grace. */
const maxIssues = 64;

/**
 * Which numbers of one seed were seen, which are missing, and since when. Numbers are consecutive from 1, so a hole is a loss. What
 * is missing at the end shows only in what Envoy says it has given out: it is outstanding until it is seen or given up.
 */
export class SeedSequence {
  #highest: number;
  #issued: number;
  #open = 0;
  #stream: number | undefined;
  #streamSinceMs = 0;
  #reportedMs = 0;
  #grewMs = 0;
  #highestAtReport = 0;
  #unissued = 0;
  /** In order; those that reach above the highest number. */
  #outstanding: Issue[] = [];
  readonly #holes = new NumberRanges<Hole>();
  readonly #lost = new NumberRanges<Fate>();

  constructor({ highest, issued }: SequenceStart = { highest: 0, issued: 0 }) {
    this.#highest = highest;
    this.#issued = issued;
    // The clock starts with the process that resumes.
    if (issued > highest) this.#outstanding.push({ upTo: issued, sinceMs: 0 });
  }

  get highest(): number {
    return this.#highest;
  }

  /** By Envoy's own count, as of its last report. */
  get issued(): number {
    return this.#issued;
  }

  /** Numbers that were seen well before a report that does not know them: nobody gave them out. */
  get unissued(): number {
    return this.#unissued;
  }

  /** Numbers seen that no report speaks of, though one should have. */
  get unreported(): number {
    if (this.#issued === 0) return this.#highest;
    return this.#grewMs - this.#reportedMs < reportOverdueMs ? 0 : Math.max(0, this.#highest - this.#issued);
  }

  /** Numbers without a fate: those in work, and those in holes that may still close. */
  get inFlight(): number {
    return this.#open + this.#holes.count;
  }

  get isMissingSome(): boolean {
    return this.#holes.ranges > 0 || this.#outstanding.length > 0;
  }

  arrive(number: number, stream: number, nowMs: number): Arrival {
    if (this.#stream !== stream) {
      this.#stream = stream;
      this.#streamSinceMs = nowMs;
    }
    if (number > this.#highest) {
      this.#openHole(this.#highest + 1, number - 1, stream, nowMs);
      this.#reach(number);
      this.#grewMs = nowMs;
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

  /**
   * Envoy reports how many numbers it has given out. It counts before it logs, so a number that came before the last report must be
   * in this one. Returns whether anything changed.
   */
  report(issued: number, nowMs: number): boolean {
    // Reports may overtake one another; the counter itself only rises.
    if (issued < this.#issued) return false;
    const unissued = Math.max(0, this.#highestAtReport - issued);
    const changed = issued > this.#issued || unissued !== this.#unissued || this.unreported > 0;
    if (issued > this.#issued && issued > this.#highest) {
      this.#outstanding.push({ upTo: issued, sinceMs: nowMs });
      if (this.#outstanding.length > maxIssues) this.#outstanding.shift();
    }
    this.#issued = issued;
    this.#unissued = unissued;
    this.#reportedMs = nowMs;
    this.#highestAtReport = this.#highest;
    return changed;
  }

  /** A number that had arrived has its fate. */
  settle(): void {
    this.#open -= 1;
  }

  /** Gives up what has been missing for `graceMs`, or is more than can be kept; `explain` says how it was lost. */
  giveUp(nowMs: number, graceMs: number, explain: (missing: Missing) => readonly Loss[]): Loss[] {
    const losses: Loss[] = [];
    const lose = (from: number, to: number, path: Missing['path']): void => {
      let next = from;
      for (const loss of explain({ count: to - from + 1, path })) {
        this.#lost.add(next, next + loss.count - 1, loss.fate);
        next += loss.count;
        losses.push(loss);
      }
    };

    const excess = this.#holes.ranges - maxHoles;
    const given = this.#holes.takeWhere((hole, index) => nowMs - hole.sinceMs >= graceMs || index < excess);
    for (const { from, to, value: hole } of given) lose(from, to, this.#pathOf(hole));

    const overdue = this.#outstanding.findLast(({ sinceMs }) => nowMs - sinceMs >= graceMs);
    if (overdue !== undefined) {
      lose(this.#highest + 1, overdue.upTo, this.#stream ?? 'none');
      this.#reach(overdue.upTo);
    }
    this.#lost.forgetLowest(maxLostRanges);
    return losses;
  }

  #reach(number: number): void {
    this.#highest = number;
    const [first] = this.#outstanding;
    if (first !== undefined && first.upTo <= number) {
      this.#outstanding = this.#outstanding.filter(({ upTo }) => upTo > number);
    }
  }

  #openHole(from: number, to: number, stream: number, nowMs: number): void {
    if (from > to) return;
    const atStreamStart = nowMs - this.#streamSinceMs < streamStartMs;
    this.#holes.add(from, to, { sinceMs: nowMs, stream, atStreamStart });
  }

  #pathOf(hole: Hole): Missing['path'] {
    return hole.atStreamStart || hole.stream !== this.#stream ? 'moved' : hole.stream;
  }
}
