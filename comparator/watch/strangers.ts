import { capturedBytes } from '../exchange/captured-bytes.ts';
import type { Pair } from '../exchange/pair.ts';

interface Stranger {
  readonly pair: Pair;
  readonly bytes: number;
  readonly deadlineMs: number;
}

export interface StrangerLimits {
  readonly maxBytes: number;
  readonly waitMs: number;
}

/**
 * Pairs of migrations that the control plane has not told of yet: Envoy may have a new migration a moment before the comparator. They wait
 * for it within bounds, the oldest leave first.
 */
export class Strangers {
  readonly #limits: StrangerLimits;
  #waiting: Stranger[] = [];
  #bytes = 0;

  constructor(limits: StrangerLimits) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#waiting.length;
  }

  /** Returns the pairs that had to leave to make room. */
  wait(pair: Pair, nowMs: number): Pair[] {
    const { primary, shadow, control } = pair;
    const bytes = [primary, shadow, control].reduce(
      (sum, half) => sum + (half === undefined ? 0 : capturedBytes(half)),
      0,
    );
    this.#waiting.push({ pair, bytes, deadlineMs: nowMs + this.#limits.waitMs });
    this.#bytes += bytes;
    const left: Pair[] = [];
    while (this.#bytes > this.#limits.maxBytes) {
      const oldest = this.#waiting.shift();
      if (oldest === undefined) break;
      this.#bytes -= oldest.bytes;
      left.push(oldest.pair);
    }
    return left;
  }

  /** The pairs of migrations that are known by now. */
  release(isKnown: (migration: string) => boolean): Pair[] {
    return this.#take(({ pair }) => isKnown(pair.primary.migration));
  }

  expire(nowMs: number): Pair[] {
    return this.#take(({ deadlineMs }) => deadlineMs <= nowMs);
  }

  #take(chosen: (stranger: Stranger) => boolean): Pair[] {
    if (this.#waiting.length === 0) return [];
    const taken: Stranger[] = [];
    const kept: Stranger[] = [];
    for (const stranger of this.#waiting) (chosen(stranger) ? taken : kept).push(stranger);
    if (taken.length === 0) return [];
    this.#waiting = kept;
    for (const { bytes } of taken) this.#bytes -= bytes;
    return taken.map(({ pair }) => pair);
  }
}
