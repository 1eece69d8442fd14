import type { Admission, AdmissionTime, Admitted } from './admission.ts';
import { ComparedPair, type ComparedPairParts } from './compared-pair.ts';
import { asItStands, settle, type ComparedSide } from './compared-side.ts';
import { compare, type Comparison } from './compare/compare.ts';
import type { Difference } from './compare/difference.ts';
import type { Expectations } from './compare/expectations.ts';
import { classifyControl } from './control/classify-control.ts';
import type { ControlledPair, ControlOrder } from './control/control-order.ts';
import type { ControlOutcome } from './control/control-outcome.ts';
import type { Exchange, OtherSide } from './exchange/exchange.ts';
import type { Pair } from './exchange/pair.ts';
import type { Evidence } from './findings/evidence.ts';
import { leafPaths } from './findings/leaf-paths.ts';
import type { Sighting } from './findings/sighting.ts';
import type { GeneratedMemory } from './generated/generated-memory.ts';
import type { HeldBodies } from './generated/held-bodies.ts';
import { PairLook, type Look, type ValueHooks } from './generated/look.ts';
import type { Classified, Ending } from './ledger/classify.ts';
import { endingDifference } from './ledger/ending-difference.ts';
import { signInFinding } from './ledger/sign-in.ts';
import type { RequestEndings } from './request-endings.ts';
import { ExpectationCache } from './rules/expectation-cache.ts';
import { isAllIgnored } from './rules/is-all-ignored.ts';
import type { PairReservoir } from './rules/pair-reservoir.ts';
import type { WatchedMigration } from './watch/watched-migration.ts';

export interface WeighingParts {
  readonly admission: Admission<ComparedPair>;
  readonly controlOrder: ControlOrder<ComparedPair>;
  readonly evidence: Evidence;
  readonly reservoir: PairReservoir;
  readonly generated: GeneratedMemory;
  readonly heldBodies: HeldBodies;
  readonly endings: RequestEndings;
  readonly observer: { control(migration: string, outcome: ControlOutcome): void };
}

/** What is known of a pair besides its exchanges. */
export interface PairContext {
  readonly sighting: Sighting;
  readonly migration: WatchedMigration;
  readonly isWrite: boolean;
  readonly time: AdmissionTime;
}

/** A side after its first look. */
interface Looked {
  readonly look: PairLook;
  readonly seen: Extract<Look, { kind: 'seen' }>;
  readonly compareWith: (hooks: ValueHooks) => Comparison;
}

const foreign: Ending = { fate: 'foreign-id', cause: 'named-by-request' };

/**
 * From a pair to its fate: compared, and where something differs held until it is known whether that counts. Then it is evidence, or set
 * aside. The control is compared as a second shadow, whose answer may be dropped without the pair.
 */
export class Weighing {
  readonly #parts: WeighingParts;
  readonly #expectations = new ExpectationCache();

  constructor(parts: WeighingParts) {
    this.#parts = parts;
  }

  weigh(pair: Pair, classified: Classified, context: PairContext): void {
    const look = this.#lookAt(pair, 'shadow', context);
    if (classified === 'comparable') this.#compare(pair, look, context);
    // A program that fails on an id it does not know is none that fails.
    else if (classified.cause === 'server-error' && look.isForeign()) this.#endForeign(pair, context);
    else this.#endUncompared(pair, classified, context);
  }

  /** What has become known by now of pairs that were held. */
  decide(nowMs: number): void {
    const { admission, controlOrder } = this.#parts;
    for (const admitted of admission.decide(nowMs)) this.#decided('shadow', admitted);
    for (const admitted of controlOrder.decide(nowMs)) this.#decided('control', admitted);
  }

  #compare(pair: Pair, look: PairLook, context: PairContext): void {
    const { admission, evidence, reservoir } = this.#parts;
    const { sighting, isWrite, time } = context;
    const expectations = this.#expectationsOf(pair, context);
    const compareWith = comparing(pair, context.migration.headers, expectations);
    const seen = look.first(compareWith);
    if (seen.kind === 'foreign') {
      this.#endForeign(pair, context);
      return;
    }
    const { comparison, isOpen } = seen;
    evidence.sampleFields(sighting, () => leafPaths(pair.primary.response));
    if (!isOpen && comparison.differences.length > 0) {
      reservoir.offer(pair, sighting.endpoint, comparison.differences);
    }
    const shadow = this.#sideOf(pair, { look, seen, compareWith }, context);
    if (shadow === undefined) {
      // What was not looked at again cannot be told from what differs.
      this.#noteUnused(pair.primary, pair.control);
      this.#parts.endings.end(pair.primary, { fate: 'raced', cause: 'order' }, sighting);
      return;
    }
    if (!isWrite && !isOpen && isMatch(comparison, context) && admission.awaitsEqual(pair)) {
      admission.offerEqual(pair, time);
    }
    const taint = isWrite ? this.#taintOf(pair) : undefined;
    const control = this.#controlSide(pair, expectations, context);
    this.#hold(pair, { ...partsOf(pair, sighting), shadow, control, failure: undefined, taint }, context);
  }

  /** A pair that is not compared; that the shadow failed is a finding all the same. */
  #endUncompared(pair: Pair, ending: Ending, context: PairContext): void {
    const { sighting } = context;
    const difference = endingDifference(pair, ending);
    if (difference !== undefined && ending.fate === 'shadow-error') {
      const control = this.#controlSide(pair, this.#expectationsOf(pair, context), context);
      const upstreamTimeUs = { ...sighting.upstreamTimeUs, shadow: Infinity };
      const parts = partsOf(pair, { ...sighting, upstreamTimeUs });
      const shadow = asItStands(failed(difference));
      this.#hold(pair, { ...parts, shadow, control, failure: ending, taint: undefined }, context);
      return;
    }
    if (difference !== undefined) {
      // A shadow that does not know the caller has one cause, however many endpoints show it.
      const place = { ...sighting, endpoint: signInFinding.endpoint };
      this.#parts.evidence.addDifferences(place, failed(difference));
    }
    this.#noteUnused(pair.primary, pair.control);
    this.#parts.endings.end(pair.primary, ending, sighting);
  }

  /** A side that shows no difference counts at once; one that does, or has values that nobody knows yet, waits for its order. */
  #hold(pair: Pair, parts: ComparedPairParts, context: PairContext): void {
    const { admission, controlOrder } = this.#parts;
    const content = new ComparedPair(parts);
    // What a shadow that failed shows has nothing to do with its data.
    if (parts.failure === undefined && isHeld(parts.shadow, context)) {
      const left = admission.offerDiffering(pair, offered(content, parts.shadow, context), context.time);
      for (const admitted of left) this.#decided('shadow', admitted);
    } else this.#decided('shadow', { content, as: { kind: 'evidence' } });
    if (parts.control === undefined || !hasControl(pair) || content.isOver) return;
    if (isHeld(parts.control, context)) {
      const left = controlOrder.offerDiffering(pair, offered(content, parts.control, context), context.time);
      for (const admitted of left) this.#decided('control', admitted);
    } else this.#decided('control', { content, as: { kind: 'evidence' } });
  }

  /** Of one side of a pair it is known whether what it shows counts. */
  #decided(side: OtherSide, { content, as }: Admitted<ComparedPair>): void {
    const compared = content.parts[side];
    if (content.isOver || compared === undefined) return;
    const settled = settle(compared, as);
    if (typeof settled !== 'string') content.settle(side, settled);
    else if (side === 'control') {
      content.settle(side, undefined);
      const outcome = settled === 'foreign' || as.kind === 'evidence' ? 'foreign' : as.kind;
      this.#parts.observer.control(content.parts.request.migration, outcome);
    } else {
      if (settled === 'foreign') content.parts.taint?.();
      const cause = as.kind === 'tainted' ? as.cause : 'order';
      this.#setAside(content, settled === 'foreign' ? foreign : { fate: asFate(as.kind), cause });
    }
    const { outcome } = content;
    if (outcome !== undefined) this.#conclude(content.parts, outcome);
  }

  #setAside(content: ComparedPair, ending: Ending): void {
    const { request, sighting, control } = content.parts;
    content.end();
    this.#parts.reservoir.withdraw(request);
    this.#noteUnused(request, control);
    this.#parts.endings.end(request, ending, sighting);
  }

  /** What a pair shows is evidence, as far as it could be compared. */
  #conclude(
    { request, sighting, failure }: ComparedPairParts,
    { shadow, control }: NonNullable<ComparedPair['outcome']>,
  ): void {
    const { evidence, observer, endings } = this.#parts;
    const found = shadow.differences.length + (control?.differences.length ?? 0);
    const isPair = shadow.kind === 'compared' || failure !== undefined;
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
    endings.end(request, failure ?? endingOf(shadow), sighting);
  }

  /** The control's side, where it has one that counts; what became of it is told otherwise. */
  #controlSide(pair: Pair, expectations: Expectations, context: PairContext): ComparedSide | undefined {
    const { primary, control } = pair;
    if (control === undefined) return undefined;
    const compared = this.#compareControl({ primary, shadow: control, control }, expectations, context);
    if (typeof compared !== 'string') return compared;
    this.#parts.observer.control(primary.migration, compared);
    return undefined;
  }

  /** The same is expected of the control as of the shadow (the mapping is applied to both old answers); its values are its own. */
  #compareControl(
    pair: ControlledPair,
    expectations: Expectations,
    context: PairContext,
  ): ComparedSide | ControlOutcome {
    const { migration, isWrite, time } = context;
    const classified = classifyControl(pair, migration.mirrorTimeoutMs);
    if (typeof classified === 'object') return asItStands(failed(classified));
    if (classified !== 'comparable') return classified;
    const look = this.#lookAt(pair, 'control', context);
    const compareWith = comparing(pair, migration.headers, expectations);
    const seen = look.first(compareWith);
    if (seen.kind === 'foreign') return 'foreign';
    if (seen.comparison.kind === 'not-comparable') return 'not-comparable';
    if (!isWrite && !seen.isOpen && isMatch(seen.comparison, context)) {
      this.#parts.controlOrder.offerEqual(pair, time);
    }
    return this.#sideOf(pair, { look, seen, compareWith }, context) ?? 'raced';
  }

  /** Undefined where it must be looked at again and there is no room to keep its bodies. */
  #sideOf(
    pair: Pair,
    { look, seen: { comparison, isOpen }, compareWith }: Looked,
    context: PairContext,
  ): ComparedSide | undefined {
    if (!isOpen && !waits(comparison, context)) {
      // Counts at once, so what it names need not be kept to be asked for later.
      const isForeign = look.isForeign();
      return { ...asItStands(comparison), isForeign: () => isForeign };
    }
    const isForeign = look.foreignAsked();
    if (!isOpen) return { ...asItStands(comparison), isForeign };
    const release = this.#parts.heldBodies.hold(pair);
    if (release === undefined) return undefined;
    return { comparison, isForeign, again: () => look.last(compareWith), release };
  }

  #lookAt(pair: Pair, side: OtherSide, { sighting, migration, isWrite }: PairContext): PairLook {
    const values = this.#parts.generated.of(migration.name, side, migration.cycle.number);
    return new PairLook(values, { pair, endpoint: sighting.endpoint, policy: migration, isWrite });
  }

  #expectationsOf({ primary }: Pair, { sighting, migration }: PairContext): Expectations {
    return this.#expectations.of(migration, {
      endpoint: sighting.endpoint,
      status: primary.response.status,
      nowMs: primary.startedAtUs / 1_000,
    });
  }

  #taintOf(pair: Pair): () => void {
    const bare = { primary: withoutBodies(pair.primary), shadow: withoutBodies(pair.shadow) };
    return () => {
      this.#parts.admission.writeWasForeign(bare);
    };
  }

  #endForeign(pair: Pair, { sighting, isWrite }: PairContext): void {
    if (isWrite) this.#parts.admission.writeWasForeign(pair);
    this.#noteUnused(pair.primary, pair.control);
    this.#parts.endings.end(pair.primary, foreign, sighting);
  }

  #noteUnused({ migration }: Pick<Exchange, 'migration'>, control: object | undefined): void {
    if (control !== undefined) this.#parts.observer.control(migration, 'unused');
  }
}

/** A comparison that asks what is known of values. */
function comparing(
  pair: Pair,
  headers: readonly string[],
  expectations: Expectations,
): (hooks: ValueHooks) => Comparison {
  return ({ explainLeaf, translate }) => compare(pair, { headers, expectations, explainLeaf, translate });
}

function isHeld({ comparison, again }: ComparedSide, context: PairContext): boolean {
  return again !== undefined || waits(comparison, context);
}

function offered(content: ComparedPair, { comparison }: ComparedSide, { isWrite }: PairContext) {
  // A write that shows nothing but ids nobody knows yet has read no drift that it could carry on.
  return { carriesDrift: isWrite && comparison.differences.length > 0, content };
}

function asFate(standing: 'raced' | 'tainted' | 'evidence'): 'raced' | 'tainted' {
  return standing === 'tainted' ? 'tainted' : 'raced';
}

/** What ignore rules do not hide waits until its order is known. */
function waits(comparison: Comparison, { sighting, migration }: PairContext): boolean {
  return !isAllIgnored(comparison, sighting, migration);
}

/**
 * Whether answers show that what was read is equal on both sides: nothing differs, or nothing but what ignore rules hide. Where each side's
 * own ids put things into another order, the sides have made them in another order: another page of the same list would show other things.
 */
function isMatch(comparison: Comparison, { sighting, migration }: PairContext): boolean {
  return (
    comparison.kind === 'compared' &&
    comparison.explained.every(({ class: differenceClass }) => differenceClass !== 'order') &&
    isAllIgnored(comparison, sighting, migration)
  );
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

function partsOf({ primary: { migration, id } }: Pair, sighting: Sighting) {
  return { request: { migration, id }, sighting };
}

function withoutBodies(exchange: Exchange): Exchange {
  const { request, response } = exchange;
  return {
    ...exchange,
    request: { ...request, body: undefined },
    response: { ...response, body: undefined },
  };
}
