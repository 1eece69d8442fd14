import { capturedBytes } from '../exchange/captured-bytes.ts';
import type { Exchange, Side } from '../exchange/exchange.ts';
import { pairOf, type Halves } from '../exchange/halves.ts';
import { formatPairingId } from '../exchange/pairing-id.ts';
import type { Pair } from '../exchange/pair.ts';
import type { Fate } from '../ledger/fate.ts';
import { Tombstones } from './tombstones.ts';

export interface PairTableLimits {
  readonly maxHalves: number;
  readonly maxBytes: number;
  /** Requests that were given up and are remembered, so that a half that comes after is `late`. */
  readonly maxTombstones: number;
}

/** What a half waits for, and how long. */
export interface Wait {
  readonly timeoutMs: number;
  /** The request was sent to the control too. */
  readonly controlled: boolean;
}

export type Offered =
  | { readonly kind: 'waiting' }
  /** The primary's and the shadow's half are here, and wait for the control's. */
  | { readonly kind: 'met'; readonly pair: Pair }
  /** All halves are here. */
  | { readonly kind: 'paired'; readonly pair: Pair }
  /** This side of this id is here already. */
  | { readonly kind: 'duplicate' }
  /** The partner waited for this half, was given up, and counted under this fate. */
  | { readonly kind: 'late'; readonly countedAs: Fate }
  /** The control's half of a request that has ended, or goes on, without it. */
  | { readonly kind: 'control-late' };

interface Waiting {
  readonly halves: Partial<Record<Side, Exchange>>;
  readonly lane: Lane;
  readonly deadlineMs: number;
}

/** Requests whose halves wait as long as each other, first come first: the first is the next to expire. */
type Lane = Map<string, Waiting>;

/**
 * The halves that wait for the others of their request, within bounds. Time goes in as `nowMs`; every half that goes in comes out once:
 * paired, expired, displaced by newer ones when the table is full, or taken out.
 */
export class PairTable {
  readonly #limits: PairTableLimits;
  readonly #waiting = new Map<string, Waiting>();
  readonly #lanes = new Map<number, Lane>();
  readonly #tombstones: Tombstones;
  #halves = 0;
  #bytes = 0;

  constructor(limits: PairTableLimits) {
    this.#limits = limits;
    this.#tombstones = new Tombstones(limits.maxTombstones);
  }

  /** Halves that wait. */
  get size(): number {
    return this.#halves;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /**
   * The half waits until `timeoutMs` after the first of its request, unless all that there will be are here. The control is waited for,
   * and itself lets nobody wait for less.
   */
  offer(exchange: Exchange, nowMs: number, { timeoutMs, controlled }: Wait): Offered {
    const name = nameOf(exchange);
    const { side } = exchange;
    const after = this.#afterTombstone(name, side);
    if (after !== undefined) return after;

    const before = this.#waiting.get(name);
    if (before?.halves[side] !== undefined) return { kind: 'duplicate' };
    const waiting =
      before === undefined || (side !== 'control' && !isCounted(before.halves))
        ? this.#open(name, before?.halves ?? {}, { nowMs, timeoutMs })
        : before;
    waiting.halves[side] = exchange;
    this.#halves += 1;
    this.#bytes += capturedBytes(exchange);

    const pair = pairOf(waiting.halves);
    if (pair === undefined) return { kind: 'waiting' };
    if (controlled && pair.control === undefined) return { kind: 'met', pair };
    this.#remove(name);
    return { kind: 'paired', pair };
  }

  /** True while a half of this id waits that a count was made for, or its end is remembered. A control's was not counted. */
  knows(exchange: Exchange): boolean {
    const name = nameOf(exchange);
    return isCounted(this.#waiting.get(name)?.halves) || this.#tombstones.get(name) !== undefined;
  }

  /** The halves that this exchange's partner waits with, which wait no more. */
  take(exchange: Exchange): Halves | undefined {
    const name = nameOf(exchange);
    const halves = this.#waiting.get(name)?.halves;
    return isCounted(halves) && halves[exchange.side] === undefined ? this.#remove(name) : undefined;
  }

  /** The halves whose time is up, by their requests, which wait no more. */
  expire(nowMs: number): Halves[] {
    const expired: Halves[] = [];
    for (const lane of this.#lanes.values()) {
      for (const [name, { deadlineMs, halves }] of lane) {
        if (deadlineMs > nowMs) break;
        this.#remove(name);
        expired.push(halves);
      }
    }
    return expired;
  }

  /** Remembers that this half was given up and counted, for the case that its partner comes after all. */
  bury(exchange: Exchange, fate: Fate): void {
    this.#tombstones.add(nameOf(exchange), { sides: [exchange.side], fate });
  }

  /** Remembers that this pair went on without its control, for the case that it comes after all. */
  buryControlOf({ primary }: Pair): void {
    this.#tombstones.add(nameOf(primary), { sides: ['primary', 'shadow'], fate: undefined });
  }

  /** The halves of the oldest requests over the limits, which wait no more: newer ones still have their chance. */
  displace(): Halves[] {
    const displaced: Halves[] = [];
    while (this.#halves > this.#limits.maxHalves || this.#bytes > this.#limits.maxBytes) {
      const oldest = this.#oldest();
      if (oldest === undefined) break;
      displaced.push(this.#remove(oldest) ?? {});
    }
    return displaced;
  }

  #afterTombstone(name: string, side: Side): Offered | undefined {
    const tombstone = this.#tombstones.get(name);
    if (tombstone === undefined) return undefined;
    const { sides, fate } = tombstone;
    if (sides.includes(side)) return { kind: 'duplicate' };
    if (side === 'control' || fate === undefined) return { kind: 'control-late' };
    this.#tombstones.delete(name);
    return { kind: 'late', countedAs: fate };
  }

  #oldest(): string | undefined {
    let [oldest, deadlineMs]: [string | undefined, number] = [undefined, Infinity];
    for (const lane of this.#lanes.values()) {
      const [first] = lane;
      if (first === undefined || first[1].deadlineMs >= deadlineMs) continue;
      [oldest, deadlineMs] = [first[0], first[1].deadlineMs];
    }
    return oldest;
  }

  /** A place for the request, with the halves that are here already: after a control's, time begins with the first of the others. */
  #open(name: string, halves: Waiting['halves'], { nowMs, timeoutMs }: { nowMs: number; timeoutMs: number }) {
    let lane = this.#lanes.get(timeoutMs);
    if (lane === undefined) this.#lanes.set(timeoutMs, (lane = new Map<string, Waiting>()));
    const waiting = { halves, lane, deadlineMs: nowMs + timeoutMs };
    this.#waiting.get(name)?.lane.delete(name);
    lane.set(name, waiting);
    this.#waiting.set(name, waiting);
    return waiting;
  }

  #remove(name: string): Halves | undefined {
    const waiting = this.#waiting.get(name);
    if (waiting === undefined) return undefined;
    waiting.lane.delete(name);
    this.#waiting.delete(name);
    for (const half of Object.values(waiting.halves)) {
      this.#halves -= 1;
      this.#bytes -= capturedBytes(half);
    }
    return waiting.halves;
  }
}

function isCounted(halves: Halves | undefined): halves is Halves {
  return halves !== undefined && (halves.primary !== undefined || halves.shadow !== undefined);
}

/** A seed belongs to one migration's listener; naming both keeps a forged id from meeting another migration's half. */
function nameOf(exchange: Exchange): string {
  return `${exchange.migration}/${formatPairingId(exchange.id)}`;
}
