import type { Exchange } from './exchange/exchange.ts';
import { formatPairingId } from './exchange/pairing-id.ts';
import type { Pair } from './exchange/pair.ts';
import { HeldRequests, type HoldLimits, type Judged } from './order/held-requests.ts';
import { spansOf } from './order/span.ts';
import type { WriteHistories, WriteHistory } from './order/write-histories.ts';
import type { Ordered } from './order/write-window.ts';
import { endedAlike } from './taint/ended-alike.ts';
import type { TaintCause } from './taint/taint.ts';
import type { Asking, TaintingWrite } from './taint/taints.ts';

/** Why a pair that differs counts, or not: its order against writes is not the same on both sides, or what it read has drifted. */
export type Standing =
  | { readonly kind: 'evidence' }
  | { readonly kind: 'raced' }
  | { readonly kind: 'tainted'; readonly cause: TaintCause };

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

  /** A write has ended on one side, and its other half may still come. */
  writeOpened(half: Exchange, nowMs: number): void {
    const { window } = this.#histories.of(half.migration);
    if (half.side === 'primary') window.opened(half, nowMs);
    else window.shadowCame(half);
  }

  /** A half waits no more: its partner came, or will not. */
  waitOver({ migration, id }: Exchange): void {
    this.#histories.of(migration).window.shadowMet(id);
  }

  /** A write of the primary on a database that both sides read: it cannot have done other things to one of them. */
  writeShared(primary: Exchange, nowMs: number): void {
    this.#histories.of(primary.migration).window.shared(primary, nowMs);
  }

  writeEnded(pair: Pair, nowMs: number): void {
    const { window, taints } = this.#histories.of(pair.primary.migration);
    for (const write of window.ended(pair, nowMs)) taints.taint({ ...write, cause: 'order' });
    if (!endedAlike(pair)) taints.taint(this.#taintingWrite(pair, 'one-sided-write'));
  }

  /** A write that named a thing which the shadow knows by another name: it changed something else there, or nothing. */
  writeWasForeign(pair: Pair): void {
    this.#histories.of(pair.primary.migration).taints.taint(this.#taintingWrite(pair, 'foreign-write'));
  }

  /** A write of which one half is all there will be. */
  writeLeftAlone(half: Exchange, { nowMs, longestWriteMs }: AdmissionTime): void {
    const { window, taints } = this.#histories.of(half.migration);
    const id = formatPairingId(half.id);
    for (const write of window.leftAlone(half, { nowMs, longestMs: longestWriteMs })) {
      taints.taint({ ...write, cause: write.id === id ? 'one-sided-write' : 'order' });
    }
  }

  /** Holds the pair until its order is known. Returns what had to leave early. */
  offerDiffering(
    pair: Pair,
    { carriesDrift, content }: { readonly carriesDrift: boolean; readonly content: T },
    time: AdmissionTime,
  ): readonly Admitted<T>[] {
    const awaiting = this.#awaiting(pair);
    const { asked, history } = awaiting;
    // A write that differs: if it has read drifted data, what it wrote may carry them on.
    const carried = carriesDrift ? history.taints.causeAt(asked.reads) : undefined;
    if (carried !== undefined) history.taints.taint(this.#taintingWrite(pair, carried));
    const at = { window: history.window, ...time };
    return this.#differing.hold(asked, { ...awaiting, content }, at).map(admitted);
  }

  /** True where an equal answer may tell that what it reads has not drifted. */
  awaitsEqual({ primary }: Pair): boolean {
    const { taints } = this.#histories.of(primary.migration);
    return taints.size > 0 && taints.causeAt(this.#histories.scopes.readBy(primary)) !== undefined;
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

  #taintingWrite(pair: Pair, cause: TaintCause): TaintingWrite {
    const { primary } = pair;
    const changes = this.#histories.scopes.writtenBy(primary);
    return { id: formatPairingId(primary.id), spans: spansOf(pair), changes, cause };
  }

  #awaiting(pair: Pair): Awaiting {
    const { primary } = pair;
    const { scopes } = this.#histories;
    const history = this.#histories.of(primary.migration);
    return {
      history,
      asked: {
        id: formatPairingId(primary.id),
        key: primary.key,
        spans: spansOf(pair),
        reads: scopes.readBy(primary),
        // What is tainted later was not answered equally before this request.
        question: history.taints.size > 0 ? scopes.questionOf(primary) : undefined,
      },
    };
  }
}

function admitted<T>({ content, raced }: Judged<Awaiting & { readonly content: T }>): Admitted<T> {
  const { asked, history } = content;
  const cause = raced ? undefined : history.taints.causeOf(asked);
  const as: Standing = raced
    ? { kind: 'raced' }
    : cause === undefined
      ? { kind: 'evidence' }
      : { kind: 'tainted', cause };
  return { content: content.content, as };
}
