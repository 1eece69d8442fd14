import type { Admission, AdmissionTime, Admitted } from './admission.ts';
import { ComparedPair, type ComparedPairParts } from './compared-pair.ts';
import { compare, type ComparePolicy, type Comparison } from './compare/compare.ts';
import type { Difference } from './compare/difference.ts';
import { compareControl } from './control/compare-control.ts';
import { isControlled, type ControlledPair, type ControlOrder } from './control/control-order.ts';
import type { ControlOutcome } from './control/control-outcome.ts';
import type { Basis } from './epoch/basis.ts';
import type { Epochs } from './epoch/epochs.ts';
import type { Exchange } from './exchange/exchange.ts';
import { pairOf, type Halves } from './exchange/halves.ts';
import type { Pair } from './exchange/pair.ts';
import { formatPairingId } from './exchange/pairing-id.ts';
import type { Evidence } from './findings/evidence.ts';
import { anyEndpoint } from './findings/finding.ts';
import { leafPaths } from './findings/leaf-paths.ts';
import type { Sighting } from './findings/sighting.ts';
import type { Received } from './ingest/ingest-queue.ts';
import { upstreamTimeOf } from './exchange/upstream-time.ts';
import { classifyLoneHalf, classifyPair, outlivesMirror, type Ending } from './ledger/classify.ts';
import { endingDifference } from './ledger/ending-difference.ts';
import type { Fate } from './ledger/fate.ts';
import type { Ledger } from './ledger/ledger.ts';
import type { PairTable } from './pairing/pair-table.ts';
import { ExpectationCache } from './rules/expectation-cache.ts';
import type { PairReservoir } from './rules/pair-reservoir.ts';
import { compileRules, type RuleMatcher } from './rules/rule-matcher.ts';
import type { Rule } from './rules/rule.ts';
import { defaultPairTimeoutMs } from './watch/parse-watched-migrations.ts';
import type { RequestMeaning } from './watch/request-meaning.ts';
import type { Strangers } from './watch/strangers.ts';
import type { WatchedMigration } from './watch/watched-migration.ts';
import type { WatchedMigrations } from './watch/watched-migrations.ts';

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
  readonly strangers: Strangers;
  readonly admission: Admission<ComparedPair>;
  readonly epochs: Epochs;
  readonly controlOrder: ControlOrder<ComparedPair>;
  readonly evidence: Evidence;
  readonly reservoir: PairReservoir;
  readonly observer: PipelineObserver;
}

/**
 * The way of an exchange: noted in the ledger, paired, classified, compared, and, where something differs, held until it is known
 * whether that counts. Then it is evidence. Every request that goes in gets one fate, whatever happens to it.
 */
export class Pipeline {
  readonly #parts: PipelineParts;
  readonly #expectations = new ExpectationCache();

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
    const { pairs, ledger, strangers, admission, controlOrder, migrations } = this.#parts;
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
    for (const admitted of admission.decide(nowMs)) this.#decided('shadow', admitted);
    for (const admitted of controlOrder.decide(nowMs)) this.#decided('control', admitted);
  }

  #pair(exchange: Exchange, nowMs: number): void {
    const { pairs, ledger, observer, admission, controlOrder, migrations } = this.#parts;
    const migration = migrations.find(exchange.migration);
    const offered = pairs.offer(exchange, nowMs, {
      timeoutMs: this.#pairTimeoutMs(exchange.migration),
      controlled: isControlled(exchange, migration),
    });
    switch (offered.kind) {
      case 'waiting':
        if (exchange.side === 'primary' && this.#isUnsafe(exchange)) {
          admission.writeOpened(exchange, nowMs);
          controlOrder.writeCame(exchange, migration, nowMs);
        }
        this.#displace(nowMs);
        return;
      case 'met':
        if (this.#isUnsafe(offered.pair.primary)) {
          admission.writeEnded(offered.pair, nowMs);
          controlOrder.writeCame(offered.pair.primary, migration, nowMs);
        }
        this.#displace(nowMs);
        return;
      case 'paired':
        if (this.#isUnsafe(offered.pair.primary)) {
          // Where the control is the last to come, the two had met before.
          if (exchange.side !== 'control') admission.writeEnded(offered.pair, nowMs);
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
        ledger.correct(exchange.migration, offered.countedAs, this.#fateOfLate(exchange));
        this.#noteLate(exchange, nowMs);
    }
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

  /** Classifies a pair, and compares it where that makes sense. */
  #judge(pair: Pair, nowMs: number): void {
    const { migrations, strangers, observer, meaning, epochs } = this.#parts;
    const migration = migrations.find(pair.primary.migration);
    if (migration === undefined) {
      for (const left of strangers.wait(pair, nowMs)) this.#endUnknown(left);
      observer.unknownMigration(pair.primary.migration);
      return;
    }
    const basis = epochs.basisOf(pair, migration);
    try {
      const sighting = sightingOf(pair, meaning.endpointOf(pair.primary, migration), basis);
      const classified = classifyPair(pair, migration.mirrorTimeoutMs);
      if (classified === 'comparable') this.#compare(pair, sighting, migration, nowMs);
      else this.#endPair(pair, classified, { sighting, migration, nowMs });
    } catch (error) {
      observer.comparisonFailed(migration.name, error);
      this.#end(pair.primary, { fate: 'not-comparable', cause: 'comparison-failed' }, basis);
    }
  }

  #compare(pair: Pair, sighting: Sighting, migration: WatchedMigration, nowMs: number): void {
    const { admission, controlOrder, evidence, reservoir } = this.#parts;
    const { primary } = pair;
    const policy = this.#policyOf(pair, sighting, migration);
    const shadow = compare(pair, policy);
    const control = this.#compareControl(pair, policy, migration);
    if (shadow.differences.length > 0) reservoir.offer(pair, sighting.endpoint, shadow.differences);
    evidence.sampleFields(sighting, () => leafPaths(primary.response));
    if (!this.#isUnsafe(primary)) {
      if (isMatch(shadow, sighting, migration) && admission.awaitsEqual(pair)) {
        admission.offerEqual(pair, this.#admissionTime(primary, nowMs));
      }
      if (control !== undefined && isMatch(control, sighting, migration) && hasControl(pair)) {
        controlOrder.offerEqual(pair, this.#admissionTime(primary, nowMs));
      }
    }
    const request = requestOf(pair);
    this.#weigh(pair, { request, sighting, shadow, control, ending: endingOf(shadow) }, migration, nowMs);
  }

  #policyOf({ primary }: Pair, { endpoint }: Sighting, migration: WatchedMigration): ComparePolicy {
    const expectations = this.#expectations.of(migration, {
      endpoint,
      status: primary.response.status,
      nowMs: primary.startedAtUs / 1_000,
    });
    return { headers: migration.headers, expectations };
  }

  /** Counts a pair that shows no difference at once; one that does waits until it is known whether that counts. */
  #weigh(pair: Pair, parts: ComparedPairParts, migration: WatchedMigration, nowMs: number): void {
    const { admission, controlOrder } = this.#parts;
    const { sighting, shadow, control, ending } = parts;
    // What a shadow that failed shows has nothing to do with its data.
    const shadowWaits = ending.fate !== 'shadow-error' && !isAllIgnored(shadow, sighting, migration);
    const controlWaits = control !== undefined && !isAllIgnored(control, sighting, migration);
    if (!shadowWaits && !controlWaits) {
      this.#conclude(parts, control);
      return;
    }
    const content = new ComparedPair(parts, [
      ...(shadowWaits ? ['shadow' as const] : []),
      ...(controlWaits ? ['control' as const] : []),
    ]);
    const offered = { isWrite: this.#isUnsafe(pair.primary), content };
    const time = this.#admissionTime(pair.primary, nowMs);
    if (shadowWaits) {
      for (const left of admission.offerDiffering(pair, offered, time)) this.#decided('shadow', left);
    }
    if (controlWaits && hasControl(pair)) {
      for (const left of controlOrder.offerDiffering(pair, offered, time)) this.#decided('control', left);
    }
  }

  /** Of one side of a pair it is known whether what it shows counts. */
  #decided(side: 'shadow' | 'control', { content, as }: Admitted<ComparedPair>): void {
    if (content.isOver) return;
    const { request, sighting } = content.parts;
    content.decide(side, as);
    if (as !== 'evidence') {
      if (side === 'control') this.#parts.observer.control(request.migration, as);
      else {
        content.end();
        this.#parts.reservoir.withdraw(request);
        this.#noteUnused(request, content.control);
        this.#end(request, { fate: as, cause: as === 'raced' ? 'order' : 'drift' }, sighting.basis);
      }
    }
    if (content.isDecided) this.#conclude(content.parts, content.control);
  }

  /** What a pair shows is evidence, as far as it could be compared. */
  #conclude({ request, sighting, shadow, ending }: ComparedPairParts, control: Comparison | undefined): void {
    const { evidence, observer } = this.#parts;
    const found = shadow.differences.length + (control?.differences.length ?? 0);
    const isPair = shadow.kind === 'compared' || ending.fate === 'shadow-error';
    // A cut answer that differs nowhere is no match: it says nothing, unless the control's does.
    if (isPair || (shadow.kind === 'truncated' && found > 0)) {
      evidence.addPair(sighting, { shadow, control });
      if (control !== undefined) {
        observer.control(request.migration, control.differences.length === 0 ? 'equal' : 'differing');
      }
    } else {
      evidence.addDifferences(sighting, shadow);
      this.#noteUnused(request, control);
    }
    this.#end(request, ending, sighting.basis);
  }

  /** A pair that is not compared; that the shadow failed is a finding all the same. */
  #endPair(
    pair: Pair,
    ending: Ending,
    { sighting, migration, nowMs }: { sighting: Sighting; migration: WatchedMigration; nowMs: number },
  ): void {
    const difference = endingDifference(pair, ending);
    if (difference !== undefined && ending.fate === 'shadow-error') {
      const control = this.#compareControl(pair, this.#policyOf(pair, sighting, migration), migration);
      const upstreamTimeUs = { ...sighting.upstreamTimeUs, shadow: Infinity };
      const failing = { ...sighting, upstreamTimeUs };
      const request = requestOf(pair);
      const parts = { request, sighting: failing, shadow: failed(difference), control, ending };
      this.#weigh(pair, parts, migration, nowMs);
      return;
    }
    if (difference !== undefined) {
      // A shadow that does not know the caller has one cause, however many endpoints show it.
      this.#parts.evidence.addDifferences({ ...sighting, endpoint: anyEndpoint }, failed(difference));
    }
    this.#noteUnused(pair.primary, pair.control);
    this.#end(pair.primary, ending, sighting.basis);
  }

  #compareControl(
    { primary, control }: Pair,
    policy: ComparePolicy,
    migration: WatchedMigration,
  ): Comparison | undefined {
    if (control === undefined) return undefined;
    const compared = compareControl(primary, control, policy, migration.mirrorTimeoutMs);
    if (typeof compared !== 'string') return compared;
    this.#parts.observer.control(migration.name, compared);
    return undefined;
  }

  #endUnknown({ primary, control }: Pair): void {
    this.#noteUnused(primary, control);
    this.#end(primary, { fate: 'not-comparable', cause: 'unknown-migration' });
  }

  /** A request of which one half is all there will be, but for the control's. If it was a write, what the other side did is not known. */
  #endAlone(halves: Halves, ending: Ending, nowMs: number): void {
    const lone = halves.primary ?? halves.shadow;
    this.#leaveAlone(halves, nowMs);
    if (lone === undefined) return;
    this.#noteUnused(lone, halves.control);
    this.#end(lone, ending);
  }

  #noteUnused({ migration }: Pick<Exchange, 'migration'>, control: object | undefined): void {
    if (control !== undefined) this.#parts.observer.control(migration, 'unused');
  }

  /** A primary that goes on for longer than a half waits comes late by its nature. */
  #fateOfLate(half: Exchange): Fate {
    const timeoutMs = this.#parts.migrations.find(half.migration)?.mirrorTimeoutMs;
    const outlives = half.side === 'primary' && timeoutMs !== undefined && outlivesMirror(half, timeoutMs);
    return outlives ? 'not-comparable' : 'late';
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

  #end({ migration, id }: Pick<Exchange, 'migration' | 'id'>, ending: Ending, basis?: Basis): void {
    this.#parts.ledger.settle(migration, id, ending.fate, basis);
    this.#parts.observer.ended(migration, ending);
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

/** Compiled once for each list of rules. */
const matchers = new WeakMap<readonly Rule[], RuleMatcher>();

/**
 * Whether ignore rules hide all that differs. Then the pair counts at once, as one that is equal: its order would decide nothing but
 * what is hidden, and a field that always differs would have every pair wait, and those that raced set aside.
 */
function isAllIgnored(
  { differences }: Comparison,
  { endpoint, seenAt }: Sighting,
  { rules }: WatchedMigration,
): boolean {
  if (differences.length === 0) return true;
  if (rules.length === 0) return false;
  let matcher = matchers.get(rules);
  if (matcher === undefined) matchers.set(rules, (matcher = compileRules(rules)));
  const hides = matcher;
  return differences.every(
    ({ path, class: differenceClass }) =>
      hides.ignoring({ endpoint, path, class: differenceClass }, seenAt) !== undefined,
  );
}

/** Nothing differs, or nothing but what ignore rules hide. */
function isMatch(comparison: Comparison, sighting: Sighting, migration: WatchedMigration): boolean {
  return comparison.kind === 'compared' && isAllIgnored(comparison, sighting, migration);
}

/** A shadow that failed: nothing of its answer can be compared. */
function failed(difference: Difference): Comparison {
  const found = { differences: [difference], explained: [], overflow: false };
  return { kind: 'not-comparable', reason: 'no-response', ...found };
}

function endingOf(comparison: Comparison): Ending {
  switch (comparison.kind) {
    case 'compared':
      return { fate: 'compared', cause: comparison.differences.length === 0 ? 'identical' : 'differing' };
    case 'truncated':
      return { fate: 'truncated', cause: 'over-capture-cap' };
    case 'not-comparable':
      return { fate: 'not-comparable', cause: comparison.reason };
  }
}

function hasControl(pair: Pair): pair is ControlledPair {
  return pair.control !== undefined;
}

function requestOf({ primary: { migration, id } }: Pair): ComparedPairParts['request'] {
  return { migration, id };
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
