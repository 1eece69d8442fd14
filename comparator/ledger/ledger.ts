import type { Exchange, PairingId } from '../exchange/exchange.ts';
import type { Fate } from './fate.ts';
import { SeedSequence, type Arrival } from './sequence.ts';

/** Where the counts go. `count` is negative where an earlier count turned out to be wrong. */
export interface FateCounts {
  countFate(migration: string, fate: Fate, count: number): void;
}

/** How far one seed's numbers have come. Captured requests = `highest`; of them `inFlight` have no fate yet. */
export interface SeedMark {
  readonly migration: string;
  readonly seed: string;
  readonly highest: number;
  readonly inFlight: number;
}

export interface LedgerOptions {
  readonly counts: FateCounts;
  /** How long a missing number may still come, by migration: longer than a half waits for its partner. */
  readonly holeGraceMs: (migration: string) => number;
  /** The seed that was quiet the longest leaves first. */
  readonly maxSeeds: number;
}

/** A retired seed is a number only, so many more of them are kept. */
const retiredPerSeed = 16;

interface TrackedSeed {
  readonly migration: string;
  readonly seed: string;
  readonly sequence: SeedSequence;
}

/**
 * Gives every captured request exactly one fate. What arrives is noted by `arrive` and ends by `settle`; what never arrives shows as
 * a hole in its seed's numbers. So at any time, for each migration: sum of highest numbers = sum of fates + in flight.
 */
export class Ledger {
  readonly #options: LedgerOptions;
  /** Least recently heard of first. */
  readonly #seeds = new Map<string, TrackedSeed>();
  readonly #changed = new Map<string, TrackedSeed>();
  readonly #withHoles = new Map<string, TrackedSeed>();
  /** Highest numbers of seeds that left, should they come back. */
  readonly #retired = new Map<string, number>();
  readonly #liveStreams = new Set<number>();

  constructor(options: LedgerOptions) {
    this.#options = options;
  }

  get seeds(): number {
    return this.#seeds.size;
  }

  /** Goes on where an earlier comparator stopped; the store has settled all up to these numbers. */
  resume(marks: readonly Omit<SeedMark, 'inFlight'>[]): void {
    for (const { migration, seed, highest } of marks) {
      const tracked = { migration, seed, sequence: new SeedSequence(highest) };
      this.#seeds.set(nameOf(migration, seed), tracked);
    }
  }

  /** `stream` is the connection it came on; connections are numbered, never twice the same. */
  arrive(
    { migration, id, route }: Pick<Exchange, 'migration' | 'id' | 'route'>,
    stream: number,
    nowMs: number,
  ): Arrival['kind'] {
    const tracked = this.#track(migration, id.seed);
    const arrival = tracked.sequence.arrive(id.number, stream, nowMs);
    if (arrival.kind === 'after-loss') {
      this.correct(migration, arrival.countedAs, route === 'too-large' ? 'too-large' : 'late');
    }
    if (tracked.sequence.hasHoles) this.#withHoles.set(nameOf(migration, id.seed), tracked);
    this.#retireExcess(nowMs);
    return arrival.kind;
  }

  /** The end of a request that had arrived. */
  settle(migration: string, id: PairingId, fate: Fate): void {
    this.#options.counts.countFate(migration, fate, 1);
    const name = nameOf(migration, id.seed);
    const tracked = this.#seeds.get(name);
    if (tracked === undefined) return;
    tracked.sequence.settle();
    this.#changed.set(name, tracked);
  }

  /** What was counted as one fate was another. */
  correct(migration: string, from: Fate, to: Fate): void {
    this.#options.counts.countFate(migration, from, -1);
    this.#options.counts.countFate(migration, to, 1);
  }

  streamStarted(stream: number): void {
    this.#liveStreams.add(stream);
  }

  streamEnded(stream: number): void {
    this.#liveStreams.delete(stream);
  }

  /** Counts the holes that nothing will fill any more. */
  giveUpHoles(nowMs: number): void {
    for (const [name, tracked] of this.#withHoles) {
      this.#giveUp(tracked, nowMs, this.#options.holeGraceMs(tracked.migration));
      if (!tracked.sequence.hasHoles) this.#withHoles.delete(name);
    }
  }

  /** The marks that moved since they were last asked for. */
  takeMarks(): SeedMark[] {
    const marks = [...this.#changed.values()].map(({ migration, seed, sequence }) => ({
      migration,
      seed,
      highest: sequence.highest,
      inFlight: sequence.inFlight,
    }));
    this.#changed.clear();
    return marks;
  }

  #giveUp(tracked: TrackedSeed, nowMs: number, graceMs: number): void {
    const losses = tracked.sequence.giveUpHoles(nowMs, graceMs, (stream) => !this.#liveStreams.has(stream));
    for (const { fate, count } of losses) this.#options.counts.countFate(tracked.migration, fate, count);
    if (losses.length > 0) this.#changed.set(nameOf(tracked.migration, tracked.seed), tracked);
  }

  #track(migration: string, seed: string): TrackedSeed {
    const name = nameOf(migration, seed);
    const tracked = this.#seeds.get(name) ?? {
      migration,
      seed,
      sequence: new SeedSequence(this.#retired.get(name)),
    };
    this.#retired.delete(name);
    this.#seeds.delete(name);
    this.#seeds.set(name, tracked);
    this.#changed.set(name, tracked);
    return tracked;
  }

  #retireExcess(nowMs: number): void {
    if (this.#seeds.size <= this.#options.maxSeeds) return;
    for (const [name, tracked] of this.#seeds) {
      this.#giveUp(tracked, nowMs, 0);
      if (tracked.sequence.inFlight > 0) continue;
      this.#seeds.delete(name);
      this.#withHoles.delete(name);
      this.#retired.set(name, tracked.sequence.highest);
      if (this.#seeds.size <= this.#options.maxSeeds) break;
    }
    const [longestGone] = this.#retired.keys();
    if (longestGone !== undefined && this.#retired.size > retiredPerSeed * this.#options.maxSeeds) {
      this.#retired.delete(longestGone);
    }
  }
}

function nameOf(migration: string, seed: string): string {
  return `${migration}/${seed}`;
}
