import type { Admission, AdmissionTime, Admitted } from './admission.ts';
import { compare, type Comparison } from './compare/compare.ts';
import type { Exchange } from './exchange/exchange.ts';
import type { Pair } from './exchange/pair.ts';
import { formatPairingId } from './exchange/pairing-id.ts';
import type { Evidence } from './findings/evidence.ts';
import { anyEndpoint } from './findings/finding.ts';
import type { Sighting } from './findings/sighting.ts';
import type { GeneratedMemory } from './generated/generated-memory.ts';
import type { HeldBodies } from './generated/held-bodies.ts';
import { PairLook, type ValueHooks } from './generated/look.ts';
import type { Received } from './ingest/ingest-queue.ts';
import { classifyLoneHalf, classifyPair, outlivesMirror, type Ending } from './ledger/classify.ts';
import { endingDifference } from './ledger/ending-difference.ts';
import type { Fate } from './ledger/fate.ts';
import type { Ledger } from './ledger/ledger.ts';
import type { PairTable } from './pairing/pair-table.ts';
import { ExpectationCache } from './rules/expectation-cache.ts';
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
  unknownMigration(migration: string): void;
  /** A comparison threw, which is a defect of Umbra; its request was set aside. */
  comparisonFailed(migration: string, error: unknown): void;
}

/** What is kept of a pair, without its bodies where they are not needed again, until its order is known. */
export interface ComparedPair {
  readonly request: Pick<Exchange, 'migration' | 'id'>;
  readonly sighting: Sighting;
  readonly comparison: Comparison;
  /** Whether the request turned out to be about another thing on the shadow. */
  readonly isForeign: () => boolean;
  /** Of a pair whose values nobody knew: compares it again. Undefined where the first comparison stands. */
  readonly again: (() => Comparison) | undefined;
  /** Of a write: what it changed on the shadow is not known, should it turn out to be about another thing. */
  readonly taint: (() => void) | undefined;
  /** To be told when the pair is not needed any more. */
  readonly release: () => void;
}

export interface PipelineParts {
  readonly migrations: WatchedMigrations;
  readonly meaning: RequestMeaning;
  readonly pairs: PairTable;
  readonly ledger: Ledger;
  readonly strangers: Strangers;
  readonly admission: Admission<ComparedPair>;
  readonly evidence: Evidence;
  readonly generated: GeneratedMemory;
  readonly heldBodies: HeldBodies;
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
        else this.#endAlone(exchange, { fate: 'too-large', cause: 'request-body' }, nowMs);
    }
  }

  /** An exchange there was no room for: it is counted, and nothing else is done with it. */
  drop({ exchange, stream }: Received, nowMs: number): void {
    const { ledger, pairs, observer } = this.#parts;
    const arrival = ledger.arrive(exchange, stream, nowMs);
    const partner = arrival === 'again' ? pairs.take(exchange) : undefined;
    if (arrival === 'first' || partner !== undefined) {
      // Only the primary's half knows its key.
      const half = partner?.side === 'primary' ? partner : exchange;
      this.#endAlone(half, { fate: 'dropped-ingest', cause: 'queue-full' }, nowMs);
    } else observer.ignored('already-settled');
  }

  /** Everything that is due because time has passed. */
  tick(nowMs: number): void {
    const { pairs, ledger, strangers, admission, migrations } = this.#parts;
    for (const half of pairs.expire(nowMs)) {
      const ending = classifyLoneHalf(half);
      pairs.bury(half, ending.fate);
      this.#endAlone(half, ending, nowMs);
    }
    ledger.giveUpHoles(nowMs);
    const introduced = strangers.release((name) => migrations.find(name) !== undefined);
    for (const pair of introduced) this.#judge(pair, nowMs);
    for (const pair of strangers.expire(nowMs)) this.#endUnknown(pair);
    for (const admitted of admission.decide(nowMs)) this.#conclude(admitted);
  }

  #pair(exchange: Exchange, nowMs: number): void {
    const { pairs, ledger, observer, admission } = this.#parts;
    const offered = pairs.offer(exchange, nowMs, this.#pairTimeoutMs(exchange.migration));
    switch (offered.kind) {
      case 'waiting':
        if (exchange.side === 'primary' && this.#isUnsafe(exchange)) admission.writeOpened(exchange, nowMs);
        for (const half of pairs.displace()) {
          this.#endAlone(half, { fate: 'dropped-ingest', cause: 'pair-table-full' }, nowMs);
        }
        return;
      case 'paired':
        if (this.#isUnsafe(offered.pair.primary)) admission.writeEnded(offered.pair, nowMs);
        this.#judge(offered.pair, nowMs);
        return;
      case 'duplicate':
        observer.ignored('duplicate');
        return;
      case 'late':
        ledger.correct(exchange.migration, offered.countedAs, this.#fateOfLate(exchange));
        this.#noteLate(exchange, nowMs);
    }
  }

  /** Classifies a pair, and compares it where that makes sense. */
  #judge(pair: Pair, nowMs: number): void {
    const { migrations, strangers, observer, meaning } = this.#parts;
    const migration = migrations.find(pair.primary.migration);
    if (migration === undefined) {
      for (const left of strangers.wait(pair, nowMs)) this.#endUnknown(left);
      observer.unknownMigration(pair.primary.migration);
      return;
    }
    try {
      const endpoint = meaning.endpointOf(pair.primary, migration);
      const classified = classifyPair(pair, migration.mirrorTimeoutMs);
      const look = this.#lookAt(pair, endpoint, migration);
      if (classified === 'comparable') this.#compare(pair, look, endpoint, migration, nowMs);
      // A program that fails on an id it does not know is none that fails.
      else if (classified.cause === 'server-error' && look.isForeign()) this.#endForeign(pair);
      else this.#endPair(pair, classified, endpoint, migration);
    } catch (error) {
      observer.comparisonFailed(migration.name, error);
      this.#end(pair.primary, { fate: 'not-comparable', cause: 'comparison-failed' });
    }
  }

  #lookAt(pair: Pair, endpoint: string, migration: WatchedMigration): PairLook {
    const values = this.#parts.generated.of(migration.name, 'shadow', migration.cycle.number);
    return new PairLook(values, {
      pair,
      endpoint,
      policy: migration,
      isWrite: this.#isUnsafe(pair.primary),
    });
  }

  #compare(pair: Pair, look: PairLook, endpoint: string, migration: WatchedMigration, nowMs: number): void {
    const { admission, evidence, heldBodies } = this.#parts;
    const { primary } = pair;
    const { headers } = migration;
    const expectations = this.#expectations.of(migration, {
      endpoint,
      status: primary.response.status,
      nowMs: primary.startedAtUs / 1_000,
    });
    const compareWith = (hooks: ValueHooks): Comparison =>
      withoutIgnored(compare(pair, { headers, expectations, ...hooks }), pair, endpoint, migration);
    const seen = look.first(compareWith);
    if (seen.kind === 'foreign') {
      this.#endForeign(pair);
      return;
    }
    const { comparison, isOpen } = seen;
    if (comparison.differences.length === 0 && !isOpen) {
      if (comparison.kind === 'compared') {
        evidence.countPair(migration.name, endpoint, 'identical');
        if (admission.awaitsEqual(pair) && !this.#isUnsafe(primary)) {
          admission.offerEqual(pair, this.#admissionTime(primary, nowMs));
        }
      }
      this.#end(primary, endingOf(comparison));
      return;
    }
    const held = isOpen ? heldBodies.hold(pair) : undefined;
    const content: ComparedPair = {
      request: { migration: primary.migration, id: primary.id },
      sighting: sightingOf(primary, endpoint),
      comparison,
      isForeign: look.foreignAsked(),
      again: held && (() => look.last(compareWith)),
      taint: this.#isUnsafe(primary) ? this.#taintOf(pair) : undefined,
      release: held ?? (() => undefined),
    };
    if (isOpen && held === undefined) {
      // What was not looked at again cannot be told from what differs.
      this.#conclude({ content, as: 'raced' });
      return;
    }
    const offered = { isWrite: this.#isUnsafe(primary), content };
    const time = this.#admissionTime(primary, nowMs);
    for (const admitted of admission.offerDiffering(pair, offered, time)) this.#conclude(admitted);
  }

  /** A pair that differs, and of which is known whether that counts: evidence, or set aside. */
  #conclude({ content, as }: Admitted<ComparedPair>): void {
    const { evidence } = this.#parts;
    const { request, sighting } = content;
    content.release();
    if (content.isForeign()) {
      content.taint?.();
      this.#end(request, foreign);
      return;
    }
    if (as !== 'evidence') {
      this.#end(request, { fate: as, cause: as === 'raced' ? 'order' : 'drift' });
      return;
    }
    const comparison = content.again?.() ?? content.comparison;
    if (comparison.kind === 'compared') {
      const outcome = comparison.differences.length === 0 ? 'identical' : 'differing';
      evidence.countPair(sighting.migration, sighting.endpoint, outcome);
    }
    evidence.addDifferences(sighting, comparison.differences);
    if (comparison.overflow) evidence.countUnkept(sighting.migration);
    this.#end(request, endingOf(comparison));
  }

  /** A pair that is not compared; that the shadow failed is a finding all the same. */
  #endPair(pair: Pair, ending: Ending, endpoint: string, migration: WatchedMigration): void {
    const difference = endingDifference(pair, ending);
    if (difference !== undefined) {
      // A shadow that does not know the caller has one cause, however many endpoints show it.
      const place = ending.fate === 'auth' ? anyEndpoint : endpoint;
      const { differences } = withoutIgnored({ differences: [difference] }, pair, endpoint, migration);
      if (differences.length > 0) {
        this.#parts.evidence.addDifferences(sightingOf(pair.primary, place), differences);
      }
    }
    this.#end(pair.primary, ending);
  }

  #taintOf(pair: Pair): () => void {
    const bare = { primary: withoutBodies(pair.primary), shadow: withoutBodies(pair.shadow) };
    return () => {
      this.#parts.admission.writeWasForeign(bare);
    };
  }

  #endForeign(pair: Pair): void {
    if (this.#isUnsafe(pair.primary)) this.#parts.admission.writeWasForeign(pair);
    this.#end(pair.primary, foreign);
  }

  #endUnknown({ primary }: Pair): void {
    this.#end(primary, { fate: 'not-comparable', cause: 'unknown-migration' });
  }

  /** A request of which one half is all there will be. If it was a write, what the other side did is not known. */
  #endAlone(half: Exchange, ending: Ending, nowMs: number): void {
    this.#leaveAlone(half, nowMs);
    this.#end(half, ending);
  }

  /** A primary that goes on for longer than a half waits comes late by its nature. */
  #fateOfLate(half: Exchange): Fate {
    const timeoutMs = this.#parts.migrations.find(half.migration)?.mirrorTimeoutMs;
    const outlives = half.side === 'primary' && timeoutMs !== undefined && outlivesMirror(half, timeoutMs);
    return outlives ? 'not-comparable' : 'late';
  }

  #noteLate(half: Exchange, nowMs: number): void {
    this.#leaveAlone(half, nowMs);
    this.#parts.observer.late(half.migration);
  }

  #leaveAlone(half: Exchange, nowMs: number): void {
    if (!this.#isUnsafe(half)) return;
    this.#parts.admission.writeLeftAlone(half, this.#admissionTime(half, nowMs));
  }

  #end({ migration, id }: Pick<Exchange, 'migration' | 'id'>, ending: Ending): void {
    this.#parts.ledger.settle(migration, id, ending.fate);
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

function withoutBodies(exchange: Exchange): Exchange {
  const { request, response } = exchange;
  return {
    ...exchange,
    request: { ...request, body: undefined },
    response: { ...response, body: undefined },
  };
}

const foreign: Ending = { fate: 'foreign-id', cause: 'named-by-request' };

/** Compiled once for each list of rules. */
const matchers = new WeakMap<readonly Rule[], RuleMatcher>();

/** What ignore rules hide is left out here until they are applied as evidence is read. */
function withoutIgnored<T extends Pick<Comparison, 'differences'>>(
  found: T,
  { primary }: Pair,
  endpoint: string,
  { rules }: WatchedMigration,
): T {
  if (rules.length === 0 || found.differences.length === 0) return found;
  let matcher = matchers.get(rules);
  if (matcher === undefined) matchers.set(rules, (matcher = compileRules(rules)));
  const now = new Date(primary.startedAtUs / 1_000);
  const differences = found.differences.filter(
    ({ path, class: differenceClass }) =>
      matcher.ignoring({ endpoint, path, class: differenceClass }, now) === undefined,
  );
  return { ...found, differences };
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

function sightingOf(primary: Exchange, endpoint: string): Sighting {
  return {
    migration: primary.migration,
    endpoint,
    pairingId: formatPairingId(primary.id),
    method: primary.request.method,
    key: primary.key,
    seenAt: new Date(Math.floor(primary.startedAtUs / 1_000)),
  };
}
