import type { Exchange } from './exchange/exchange.ts';
import { formatPairingId } from './exchange/pairing-id.ts';
import type { Pair } from './exchange/pair.ts';
import { HeldRequests, type HoldLimits, type Judged } from './order/held-requests.ts';
import { spansOf } from './order/span.ts';
import type { WriteHistories, WriteHistory } from './order/write-histories.ts';
import type { Ordered } from './order/write-window.ts';
import { endedAlike } from './taint/ended-alike.ts';
import { questionOf } from './taint/question.ts';
import { scopeRead, scopesWritten } from './taint/taint-scope.ts';
import type { Asking, TaintingWrite } from './taint/taints.ts';

/** Why a pair that differs counts, or not: its order against writes is not the same on both sides, or what it read has drifted. */
export type Standing = 'evidence' | 'raced' | 'tainted';

export interface Admitted<T> {
  readonly content: T;
  readonly as: Standing;
}

export interface AdmissionTime {
  readonly nowMs: number;
  /** How long a write of the migration can take on the shadow. */
  readonly longestWriteMs: number;
}

/** A request whose order is not known yet. */
interface Awaiting {
  readonly asked: Asked;
  readonly history: WriteHistory;
}

interface Asked extends Ordered, Asking {}

/**
 * Decides which differences are evidence. Two copies of one program differ where a request met the writes of its key in another order,
 * and from then on where two writes met each other in another order: such pairs are set aside. So is what follows from a write that
 * one side alone has made.
 */
export class Admission<T> {
  readonly #histories: WriteHistories;
  readonly #differing: HeldRequests<Awaiting & { readonly content: T }>;
  /** Equal answers on tainted data, which say that not all of it has drifted. */
  readonly #equal: HeldRequests<Awaiting>;

  constructor(histories: WriteHistories, limits: HoldLimits) {
    this.#histories = histories;
    this.#differing = new HeldRequests(limits);
    this.#equal = new HeldRequests(limits);
  }

  /** Requests that wait until their order is known. */
  get held(): number {
    return this.#differing.size + this.#equal.size;
  }

  /** A write has ended on the primary. */
  writeOpened(primary: Exchange, nowMs: number): void {
    this.#histories.of(primary.migration).window.opened(primary, nowMs);
  }

  writeEnded(pair: Pair, nowMs: number): void {
    const { window, taints } = this.#histories.of(pair.primary.migration);
    for (const write of window.ended(pair, nowMs)) taints.taint(write);
    if (!endedAlike(pair)) taints.taint(taintingWrite(pair));
  }

  /** A write that named a thing which the shadow knows by another name: it changed something else there, or nothing. */
  writeWasForeign(pair: Pair): void {
    this.#histories.of(pair.primary.migration).taints.taint(taintingWrite(pair));
  }

  /** A write of which one half is all there will be. */
  writeLeftAlone(half: Exchange, { nowMs, longestWriteMs }: AdmissionTime): void {
    const { window, taints } = this.#histories.of(half.migration);
    for (const write of window.leftAlone(half, { nowMs, longestMs: longestWriteMs })) taints.taint(write);
  }

  /** Holds the pair until its order is known. Returns what had to leave early. */
  offerDiffering(
    pair: Pair,
    { isWrite, content }: { readonly isWrite: boolean; readonly content: T },
    time: AdmissionTime,
  ): readonly Admitted<T>[] {
    const awaiting = this.#awaiting(pair);
    const { asked, history } = awaiting;
    // It has read drifted data, and what it wrote may carry them on.
    if (isWrite && history.taints.isTainted(asked.reads)) history.taints.taint(taintingWrite(pair));
    const at = { window: history.window, ...time };
    return this.#differing.hold(asked, { ...awaiting, content }, at).map(admitted);
  }

  /** True where an equal answer may tell that what it reads has not drifted. */
  awaitsEqual({ primary }: Pair): boolean {
    const { taints } = this.#histories.of(primary.migration);
    return taints.size > 0 && taints.isTainted(scopeRead(primary));
  }

  /** The answers to a read were equal. */
  offerEqual(pair: Pair, time: AdmissionTime): void {
    const awaiting = this.#awaiting(pair);
    const { asked, history } = awaiting;
    // What has to leave early is not known to be in order, so tells nothing.
    if (history.taints.awaits(asked)) this.#equal.hold(asked, awaiting, { window: history.window, ...time });
  }

  /** The differing pairs of which is known by now whether they count. */
  decide(nowMs: number): readonly Admitted<T>[] {
    for (const { content, raced } of this.#equal.judge(nowMs)) {
      if (!raced) content.history.taints.sawEqual(content.asked);
    }
    const decided = this.#differing.judge(nowMs).map(admitted);
    this.#histories.forget(nowMs);
    return decided;
  }

  #awaiting(pair: Pair): Awaiting {
    const { primary } = pair;
    return {
      history: this.#histories.of(primary.migration),
      asked: {
        id: formatPairingId(primary.id),
        key: primary.key,
        spans: spansOf(pair),
        reads: scopeRead(primary),
        question: questionOf(primary),
      },
    };
  }
}

function admitted<T>({ content, raced }: Judged<Awaiting & { readonly content: T }>): Admitted<T> {
  const { asked, history } = content;
  const tainted = (): Standing => (history.taints.covers(asked) ? 'tainted' : 'evidence');
  return { content: content.content, as: raced ? 'raced' : tainted() };
}

function taintingWrite(pair: Pair): TaintingWrite {
  const { primary } = pair;
  return { id: formatPairingId(primary.id), spans: spansOf(pair), changes: scopesWritten(primary) };
}
