import type { Admission, AdmissionTime } from './admission.ts';
import type { ComparedPair } from './compared-pair.ts';
import { isControlled, type ControlOrder } from './control/control-order.ts';
import type { ControlOutcome } from './control/control-outcome.ts';
import type { Basis } from './epoch/basis.ts';
import type { Epochs } from './epoch/epochs.ts';
import type { Exchange } from './exchange/exchange.ts';
import { pairOf, type Halves } from './exchange/halves.ts';
import type { Pair } from './exchange/pair.ts';
import { formatPairingId } from './exchange/pairing-id.ts';
import { upstreamTimeOf } from './exchange/upstream-time.ts';
import type { Sighting } from './findings/sighting.ts';
import type { Received } from './ingest/ingest-queue.ts';
import { classifyLoneHalf, classifyPair, outlived, outlivesMirror, type Ending } from './ledger/classify.ts';
import type { Fate } from './ledger/fate.ts';
import type { Ledger } from './ledger/ledger.ts';
import type { PairTable } from './pairing/pair-table.ts';
import type { RequestEndings } from './request-endings.ts';
import { defaultPairTimeoutMs } from './watch/parse-watched-migrations.ts';
import type { RequestMeaning } from './watch/request-meaning.ts';
import type { Strangers } from './watch/strangers.ts';
import type { WatchedMigrations } from './watch/watched-migrations.ts';
import type { Weighing } from './weighing.ts';

/** What the pipeline tells of itself, for metrics and for asking again about a migration. */
export interface PipelineObserver {
  ended(migration: string, ending: Ending): void;
  /** A half that changes nothing: sent twice, or of a request that has its fate. */
  ignored(reason: 'duplicate' | 'already-settled'): void;
  /** A half whose request had been given up; its count was corrected. */
  late(migration: string): void;
  /** What became of a control's half, or that there was none. */
  control(migration: string, outcome: ControlOutcome): void;
  unknownMigration(migration: string): void;
  /** A comparison threw, which is a defect of Umbra; its request was set aside. */
  comparisonFailed(migration: string, error: unknown): void;
}

export interface PipelineParts {
  readonly migrations: WatchedMigrations;
  readonly meaning: RequestMeaning;
  readonly pairs: PairTable;
  readonly ledger: Ledger;
  readonly endings: RequestEndings;
  readonly strangers: Strangers;
  readonly admission: Admission<ComparedPair>;
  readonly controlOrder: ControlOrder<ComparedPair>;
  readonly epochs: Epochs;
  readonly weighing: Weighing;
  readonly observer: PipelineObserver;
}

/**
 * The way of an exchange: noted in the ledger, paired, classified, and weighed. Every request that goes in gets one fate, whatever happens
 * to it.
 */
export class Pipeline {
  readonly #parts: PipelineParts;

  constructor(parts: PipelineParts) {
    this.#parts = parts;
  }

  /** One side's exchange, as it comes from the stream. */
  receive({ exchange, stream }: Received, nowMs: number): void {
    const { ledger, pairs, observer } = this.#parts;
    // The ledger is of requests by what the primary and the shadow did with them: a control's half makes no number and settles none.
    if (exchange.side === 'control') {
      this.#pair(exchange, nowMs);
      return;
    }
    switch (ledger.arrive(exchange, stream, nowMs)) {
      case 'after-loss':
        this.#noteLate(exchange, nowMs);
        return;
      case 'again':
        if (exchange.route === 'too-large' || !pairs.knows(exchange)) observer.ignored('already-settled');
        else this.#pair(exchange, nowMs);
        return;
      case 'first':
        if (exchange.route === 'mirror') this.#pair(exchange, nowMs);
        else this.#endAlone({ primary: exchange }, { fate: 'too-large', cause: 'request-body' }, nowMs);
    }
  }

  /** An exchange there was no room for: it is counted, and nothing else is done with it. */
  drop({ exchange, stream }: Received, nowMs: number): void {
    const { ledger, pairs, observer } = this.#parts;
    if (exchange.side === 'control') {
      observer.control(exchange.migration, 'dropped');
      return;
    }
    const arrival = ledger.arrive(exchange, stream, nowMs);
    const partner = arrival === 'again' ? pairs.take(exchange) : undefined;
    if (arrival === 'first' || partner !== undefined) {
      // Only the primary's half knows its key.
      const half = partner?.primary ?? exchange;
      const halves = { [half.side]: half, control: partner?.control };
      this.#endAlone(halves, { fate: 'dropped-ingest', cause: 'queue-full' }, nowMs);
    } else observer.ignored('already-settled');
  }

  /** Everything that is due because time has passed. */
  tick(nowMs: number): void {
    const { pairs, ledger, strangers, weighing, migrations } = this.#parts;
    for (const halves of pairs.expire(nowMs)) {
      this.#waitNoMore(halves, nowMs, (half) => {
        const ending = classifyLoneHalf(half);
        pairs.bury(half, ending.fate);
        return ending;
      });
    }
    ledger.giveUpHoles(nowMs);
    const introduced = strangers.release((name) => migrations.find(name) !== undefined);
    for (const pair of introduced) this.#judge(pair, nowMs);
    for (const pair of strangers.expire(nowMs)) this.#endUnknown(pair);
    weighing.decide(nowMs);
  }

  #pair(exchange: Exchange, nowMs: number): void {
    const { pairs, observer, admission, controlOrder, migrations } = this.#parts;
    const migration = migrations.find(exchange.migration);
    const offered = pairs.offer(exchange, nowMs, {
      timeoutMs: this.#pairTimeoutMs(exchange.migration),
      controlled: isControlled(exchange, migration),
    });
    switch (offered.kind) {
      case 'waiting':
        if (this.#isUnsafe(exchange)) {
          if (exchange.side !== 'control') admission.writeOpened(exchange, nowMs);
          if (exchange.side !== 'shadow') controlOrder.writeCame(exchange, migration, nowMs);
        }
        this.#displace(nowMs);
        return;
      case 'met':
        this.#met(offered.pair, nowMs);
        if (this.#isUnsafe(offered.pair.primary)) {
          controlOrder.writeCame(offered.pair.primary, migration, nowMs);
        }
        this.#displace(nowMs);
        return;
      case 'paired':
        // Where the control is the last to come, the two had met before.
        if (exchange.side !== 'control') this.#met(offered.pair, nowMs);
        if (this.#isUnsafe(offered.pair.primary)) {
          controlOrder.writeEnded(offered.pair, migration, this.#admissionTime(exchange, nowMs));
        }
        this.#judge(offered.pair, nowMs);
        return;
      case 'duplicate':
        if (exchange.side === 'control') observer.control(exchange.migration, 'duplicate');
        else observer.ignored('duplicate');
        return;
      case 'control-late':
        observer.control(exchange.migration, 'late');
        return;
      case 'late':
        this.#correct(exchange, offered.countedAs);
        this.#noteLate(exchange, nowMs);
    }
  }

  /** The primary's and the shadow's half are both there. */
  #met(pair: Pair, nowMs: number): void {
    const { admission } = this.#parts;
    admission.waitOver(pair.primary);
    if (this.#isUnsafe(pair.primary)) admission.writeEnded(pair, nowMs);
  }

  #displace(nowMs: number): void {
    for (const halves of this.#parts.pairs.displace()) {
      this.#waitNoMore(halves, nowMs, () => ({ fate: 'dropped-ingest', cause: 'pair-table-full' }));
    }
  }

  /** A pair whose control did not come goes on without it; of anything less, `endingOf` the half says how its request ended. */
  #waitNoMore(halves: Halves, nowMs: number, endingOfLone: (half: Exchange) => Ending): void {
    const { pairs, controlOrder, migrations, observer } = this.#parts;
    const pair = pairOf(halves);
    const lone = halves.primary ?? halves.shadow;
    if (pair !== undefined) {
      const { primary } = pair;
      observer.control(primary.migration, 'absent');
      pairs.buryControlOf(pair);
      if (this.#isUnsafe(primary)) {
        const migration = migrations.find(primary.migration);
        controlOrder.writeEnded(pair, migration, this.#admissionTime(primary, nowMs));
      }
      this.#judge(pair, nowMs);
    } else if (lone !== undefined) {
      this.#endAlone(halves, endingOfLone(lone), nowMs);
    } else if (halves.control !== undefined) {
      observer.control(halves.control.migration, 'alone');
      this.#leaveAlone(halves, nowMs);
    }
  }

  #judge(pair: Pair, nowMs: number): void {
    const { migrations, strangers, observer, meaning, epochs, weighing, endings } = this.#parts;
    const { primary } = pair;
    const migration = migrations.find(primary.migration);
    if (migration === undefined) {
      for (const left of strangers.wait(pair, nowMs)) this.#endUnknown(left);
      observer.unknownMigration(primary.migration);
      return;
    }
    const basis = epochs.basisOf(pair, migration);
    try {
      const sighting = sightingOf(pair, meaning.endpointOf(primary, migration), basis);
      const classified = classifyPair(pair, migration.mirrorTimeoutMs);
      const isWrite = this.#isUnsafe(primary);
      const time = this.#admissionTime(primary, nowMs);
      weighing.weigh(pair, classified, { sighting, migration, isWrite, time });
    } catch (error) {
      observer.comparisonFailed(migration.name, error);
      endings.end(primary, { fate: 'not-comparable', cause: 'comparison-failed' }, { basis });
    }
  }

  #endUnknown({ primary, control }: Pair): void {
    this.#noteUnused(primary, control);
    this.#parts.endings.end(primary, { fate: 'not-comparable', cause: 'unknown-migration' });
  }

  /** A request of which one half is all there will be, but for the control's. If it was a write, what the other side did is not known. */
  #endAlone(halves: Halves, ending: Ending, nowMs: number): void {
    const lone = halves.primary ?? halves.shadow;
    if (lone !== undefined) this.#parts.admission.waitOver(lone);
    this.#leaveAlone(halves, nowMs);
    if (lone === undefined) return;
    this.#noteUnused(lone, halves.control);
    this.#parts.endings.end(lone, ending);
  }

  #noteUnused({ migration }: Pick<Exchange, 'migration'>, control: Exchange | undefined): void {
    if (control !== undefined) this.#parts.observer.control(migration, 'unused');
  }

  /** A half that comes after all. A primary that goes on for longer than a half waits comes late by its nature. */
  #correct(half: Exchange, countedAs: Fate): void {
    const { migrations, endings } = this.#parts;
    const timeoutMs = migrations.find(half.migration)?.mirrorTimeoutMs;
    const outlives = half.side === 'primary' && timeoutMs !== undefined && outlivesMirror(half, timeoutMs);
    endings.correct(half, countedAs, outlives ? outlived : { fate: 'late', cause: 'half-came-late' });
  }

  #noteLate(half: Exchange, nowMs: number): void {
    this.#leaveAlone({ [half.side]: half }, nowMs);
    this.#parts.observer.late(half.migration);
  }

  #leaveAlone(halves: Halves, nowMs: number): void {
    const { admission, controlOrder, migrations } = this.#parts;
    const half = halves.primary ?? halves.shadow ?? halves.control;
    if (half === undefined || !this.#isUnsafe(half)) return;
    const time = this.#admissionTime(half, nowMs);
    if (half.side !== 'control') admission.writeLeftAlone(half, time);
    controlOrder.writeEnded(halves, migrations.find(half.migration), time);
  }

  #isUnsafe(exchange: Exchange): boolean {
    return this.#parts.meaning.isUnsafe(exchange, this.#parts.migrations.find(exchange.migration));
  }

  #admissionTime({ migration }: Exchange, nowMs: number): AdmissionTime {
    return { nowMs, longestWriteMs: this.#pairTimeoutMs(migration) };
  }

  #pairTimeoutMs(migration: string): number {
    return this.#parts.migrations.find(migration)?.pairTimeoutMs ?? defaultPairTimeoutMs;
  }
}

function sightingOf(pair: Pair, endpoint: string, basis: Basis): Sighting {
  const { primary, shadow } = pair;
  return {
    migration: primary.migration,
    basis,
    endpoint,
    pairingId: formatPairingId(primary.id),
    method: primary.request.method,
    key: primary.key,
    seenAt: new Date(Math.floor(primary.startedAtUs / 1_000)),
    upstreamTimeUs: { primary: upstreamTimeOf(primary), shadow: upstreamTimeOf(shadow) },
  };
}
