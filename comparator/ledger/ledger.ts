import type { Basis } from '../epoch/basis.ts';
import type { Exchange, PairingId } from '../exchange/exchange.ts';
import type { EnvoyReport } from '../reconcile/envoy-report.ts';
import { EnvoyWord } from './envoy-word.ts';
import type { Fate } from './fate.ts';
import { explainLoss } from './loss.ts';
import { SeedSequence, type Arrival, type SequenceStart } from './sequence.ts';

/** Where the counts go. `count` is negative where an earlier count turned out to be wrong. */
export interface FateCounts {
  /** `basis` is whose evidence the request is, where that is known. */
  countFate(migration: string, fate: Fate, count: number, basis?: Basis): void;
}

/** How far one seed's numbers have come. Captured requests = `highest`; of them `inFlight` have no fate yet. */
export interface SeedMark {
  readonly migration: string;
  readonly seed: string;
  readonly highest: number;
  readonly inFlight: number;
  /** Envoy's own count of them, as of its last report; 0 where none came. */
  readonly issued: number;
  /** Numbers seen that Envoy says it never gave out. */
  readonly unissued: number;
  /** Numbers seen of a seed whose Envoy does not report. */
  readonly unreported: number;
}

/** What an earlier comparator has stored of a seed; it is all settled. */
export interface ResumedSeed extends SequenceStart {
  readonly migration: string;
  readonly seed: string;
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

/** Runs of Envoys whose word is kept; the one that was silent the longest leaves first. */
const maxEnvoys = 4_096;

interface TrackedSeed {
  readonly migration: string;
  readonly seed: string;
  readonly sequence: SeedSequence;
  envoy: EnvoyWord | undefined;
}

/**
 * Gives every captured request exactly one fate. What arrives is noted by `arrive` and ends by `settle`; what never arrives shows as
 * a hole in its seed's numbers, or as missing from those that Envoy reports to have given out. So at any time, for each migration:
 * sum of highest numbers = sum of fates + in flight.
 */
export class Ledger {
  readonly #options: LedgerOptions;
  /** Least recently heard of first. */
  readonly #seeds = new Map<string, TrackedSeed>();
  readonly #changed = new Map<string, TrackedSeed>();
  readonly #missingSome = new Map<string, TrackedSeed>();
  /** Where seeds stood that left, should they come back. */
  readonly #retired = new Map<string, SequenceStart>();
  readonly #liveStreams = new Set<number>();
  /** By run; least recently heard first. */
  readonly #envoys = new Map<string, EnvoyWord>();

  constructor(options: LedgerOptions) {
    this.#options = options;
  }

  get seeds(): number {
    return this.#seeds.size;
  }

  /** Goes on where an earlier comparator stopped, before anything else is told. */
  resume(seeds: readonly ResumedSeed[]): void {
    for (const { migration, seed, ...start } of seeds) {
      const tracked = { migration, seed, sequence: new SeedSequence(start), envoy: undefined };
      this.#seeds.set(nameOf(migration, seed), tracked);
      this.#noteMissing(tracked);
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
    this.#noteMissing(tracked);
    this.#retireExcess(nowMs);
    return arrival.kind;
  }

  /** An Envoy says how many numbers each of its seeds has given out, and how much it dropped. */
  hear({ process, dropped, migrations }: EnvoyReport, nowMs: number): void {
    const envoy = this.#wordOf(`${process.node}/${process.started}`, dropped, nowMs);
    for (const { migration, issued } of migrations) {
      for (const [seed, count] of issued) this.#hearOf({ migration, seed, count }, envoy, nowMs);
    }
    this.#retireExcess(nowMs);
  }

  /** The end of a request that had arrived. */
  settle(migration: string, id: PairingId, fate: Fate, basis?: Basis): void {
    this.#options.counts.countFate(migration, fate, 1, basis);
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

  /** Counts what nothing will bring any more. */
  giveUpHoles(nowMs: number): void {
    for (const [name, tracked] of this.#missingSome) {
      this.#giveUp(tracked, nowMs, this.#options.holeGraceMs(tracked.migration));
      if (!tracked.sequence.isMissingSome) this.#missingSome.delete(name);
    }
  }

  /** The marks that moved since they were last asked for. */
  takeMarks(): SeedMark[] {
    const marks = [...this.#changed.values()].map(({ migration, seed, sequence }) => ({
      migration,
      seed,
      highest: sequence.highest,
      inFlight: sequence.inFlight,
      issued: sequence.issued,
      unissued: sequence.unissued,
      unreported: sequence.unreported,
    }));
    this.#changed.clear();
    return marks;
  }

  #hearOf(
    { migration, seed, count }: { readonly migration: string; readonly seed: string; readonly count: number },
    envoy: EnvoyWord,
    nowMs: number,
  ): void {
    const name = nameOf(migration, seed);
    // An idle seed that was retired stays so.
    if (!this.#seeds.has(name) && count <= (this.#retired.get(name)?.issued ?? 0)) return;
    const tracked = this.#seeds.get(name) ?? this.#track(migration, seed);
    tracked.envoy = envoy;
    if (tracked.sequence.report(count, nowMs)) this.#changed.set(name, tracked);
    this.#noteMissing(tracked);
  }

  #giveUp(tracked: TrackedSeed, nowMs: number, graceMs: number): void {
    const isLive = (stream: number): boolean => this.#liveStreams.has(stream);
    const losses = tracked.sequence.giveUp(nowMs, graceMs, (missing) =>
      explainLoss(missing, { isLive, envoy: tracked.envoy, nowMs }),
    );
    for (const { fate, count } of losses) this.#options.counts.countFate(tracked.migration, fate, count);
    if (losses.length > 0) this.#changed.set(nameOf(tracked.migration, tracked.seed), tracked);
  }

  #track(migration: string, seed: string): TrackedSeed {
    const name = nameOf(migration, seed);
    const tracked = this.#seeds.get(name) ?? {
      migration,
      seed,
      sequence: new SeedSequence(this.#retired.get(name)),
      envoy: undefined,
    };
    this.#retired.delete(name);
    this.#seeds.delete(name);
    this.#seeds.set(name, tracked);
    this.#changed.set(name, tracked);
    return tracked;
  }

  #noteMissing(tracked: TrackedSeed): void {
    if (!tracked.sequence.isMissingSome) return;
    this.#missingSome.set(nameOf(tracked.migration, tracked.seed), tracked);
  }

  #wordOf(run: string, dropped: number, nowMs: number): EnvoyWord {
    const word = this.#envoys.get(run) ?? new EnvoyWord(dropped, nowMs);
    word.hear(dropped, nowMs);
    this.#envoys.delete(run);
    this.#envoys.set(run, word);
    const [silent] = this.#envoys.keys();
    if (silent !== undefined && this.#envoys.size > maxEnvoys) this.#envoys.delete(silent);
    return word;
  }

  #retireExcess(nowMs: number): void {
    if (this.#seeds.size <= this.#options.maxSeeds) return;
    for (const [name, tracked] of this.#seeds) {
      this.#giveUp(tracked, nowMs, 0);
      const { inFlight, highest, issued } = tracked.sequence;
      if (inFlight > 0) continue;
      this.#seeds.delete(name);
      this.#missingSome.delete(name);
      this.#retired.set(name, { highest, issued });
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
