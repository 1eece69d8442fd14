import { capturedBytes } from '../exchange/captured-bytes.ts';
import type { Exchange } from '../exchange/exchange.ts';
import { formatPairingId } from '../exchange/pairing-id.ts';
import type { Pair } from '../exchange/pair.ts';
import type { Fate } from '../ledger/fate.ts';
import { Tombstones } from './tombstones.ts';

export interface PairTableLimits {
  readonly maxHalves: number;
  readonly maxBytes: number;
  /** Halves that were given up and are remembered, so that a partner that comes after is `late`. */
  readonly maxTombstones: number;
}

export type Offered =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'paired'; readonly pair: Pair }
  /** This side of this id is here already. */
  | { readonly kind: 'duplicate' }
  /** The partner waited for this half, was given up, and counted under this fate. */
  | { readonly kind: 'late'; readonly countedAs: Fate };

export interface WaitingHalf {
  readonly exchange: Exchange;
  readonly bytes: number;
  readonly deadlineMs: number;
}

/** Halves that wait as long as each other, first come first: the first is the next to expire. */
type Lane = Map<string, WaitingHalf>;

/**
 * The halves that wait for their partner, within bounds. Time goes in as `nowMs`; every half that goes in comes out once: paired,
 * expired, displaced by newer ones when the table is full, or taken out.
 */
export class PairTable {
  readonly #limits: PairTableLimits;
  readonly #laneOf = new Map<string, Lane>();
  readonly #lanes = new Map<number, Lane>();
  readonly #tombstones: Tombstones;
  #bytes = 0;

  constructor(limits: PairTableLimits) {
    this.#limits = limits;
    this.#tombstones = new Tombstones(limits.maxTombstones);
  }

  get size(): number {
    return this.#laneOf.size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** The half waits until `nowMs + timeoutMs` unless its partner is here. */
  offer(exchange: Exchange, nowMs: number, timeoutMs: number): Offered {
    const name = nameOf(exchange);
    const tombstone = this.#tombstones.get(name);
    if (tombstone !== undefined) {
      if (tombstone.side === exchange.side) return { kind: 'duplicate' };
      this.#tombstones.delete(name);
      return { kind: 'late', countedAs: tombstone.fate };
    }

    const lane = this.#laneOf.get(name);
    const partner = lane?.get(name);
    if (partner === undefined) {
      this.#add(name, { exchange, bytes: capturedBytes(exchange), deadlineMs: nowMs + timeoutMs }, timeoutMs);
      return { kind: 'waiting' };
    }
    if (partner.exchange.side === exchange.side) return { kind: 'duplicate' };

    this.#remove(name);
    return { kind: 'paired', pair: asPair(partner.exchange, exchange) };
  }

  /** True while a half of this id waits, or its expiry is remembered. */
  knows(exchange: Exchange): boolean {
    const name = nameOf(exchange);
    return this.#laneOf.has(name) || this.#tombstones.get(name) !== undefined;
  }

  /** The waiting half of this exchange's id, which waits no more. */
  take(exchange: Exchange): Exchange | undefined {
    return this.#remove(nameOf(exchange))?.exchange;
  }

  /** The halves whose time is up, which wait no more. */
  expire(nowMs: number): Exchange[] {
    const expired: Exchange[] = [];
    for (const lane of this.#lanes.values()) {
      for (const [name, half] of lane) {
        if (half.deadlineMs > nowMs) break;
        this.#remove(name);
        expired.push(half.exchange);
      }
    }
    return expired;
  }

  /** Remembers that this half was given up and counted, for the case that its partner comes after all. */
  bury(exchange: Exchange, fate: Fate): void {
    this.#tombstones.add(nameOf(exchange), { side: exchange.side, fate });
  }

  /** The oldest halves over the limits, which wait no more: newer ones still have their chance. */
  displace(): Exchange[] {
    const displaced: Exchange[] = [];
    while (this.#laneOf.size > this.#limits.maxHalves || this.#bytes > this.#limits.maxBytes) {
      const oldest = this.#oldest();
      if (oldest === undefined) break;
      this.#remove(nameOf(oldest.exchange));
      displaced.push(oldest.exchange);
    }
    return displaced;
  }

  #oldest(): WaitingHalf | undefined {
    let oldest: WaitingHalf | undefined;
    for (const lane of this.#lanes.values()) {
      const [first] = lane.values();
      if (first !== undefined && (oldest === undefined || first.deadlineMs < oldest.deadlineMs))
        oldest = first;
    }
    return oldest;
  }

  #add(name: string, half: WaitingHalf, timeoutMs: number): void {
    let lane = this.#lanes.get(timeoutMs);
    if (lane === undefined) this.#lanes.set(timeoutMs, (lane = new Map<string, WaitingHalf>()));
    lane.set(name, half);
    this.#laneOf.set(name, lane);
    this.#bytes += half.bytes;
  }

  #remove(name: string): WaitingHalf | undefined {
    const lane = this.#laneOf.get(name);
    const half = lane?.get(name);
    if (lane === undefined || half === undefined) return undefined;
    lane.delete(name);
    this.#laneOf.delete(name);
    this.#bytes -= half.bytes;
    return half;
  }
}

/** A seed belongs to one migration's listener; naming both keeps a forged id from meeting another migration's half. */
function nameOf(exchange: Exchange): string {
  return `${exchange.migration}/${formatPairingId(exchange.id)}`;
}

function asPair(one: Exchange, other: Exchange): Pair {
  return one.side === 'primary' ? { primary: one, shadow: other } : { primary: other, shadow: one };
}
