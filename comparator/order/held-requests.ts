import type { Ordered, WriteWindow } from './write-window.ts';

export interface HoldLimits {
  /** How long writes that are still running may take to show themselves. */
  readonly settleMs: number;
  readonly maxHeld: number;
}

interface Held<T> {
  readonly request: Ordered;
  readonly window: WriteWindow;
  readonly content: T;
  /** When nothing can be waited for any more. */
  readonly deadlineMs: number;
}

export interface Judged<T> {
  readonly content: T;
  readonly raced: boolean;
}

/** Writes that keep a request waiting are looked at again after this long. */
const recheckMs = 50;

/**
 * Requests that wait until their order against the writes of their key can be told: first a settle time, then until earlier writes
 * have ended on both sides or were given up.
 */
export class HeldRequests<T> {
  readonly #limits: HoldLimits;
  /** In order of arrival, so also of settling. */
  #settling: { readonly held: Held<T>; readonly readyAtMs: number }[] = [];
  #waiting: Held<T>[] = [];
  #nextCheckMs = 0;

  constructor(limits: HoldLimits) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#settling.length + this.#waiting.length;
  }

  /** Returns what had to leave early, judged as raced because nobody can tell, when more than `maxHeld` wait. */
  hold(
    request: Ordered,
    content: T,
    at: { readonly window: WriteWindow; readonly nowMs: number; readonly longestWriteMs: number },
  ): Judged<T>[] {
    const readyAtMs = at.nowMs + this.#limits.settleMs;
    const held = { request, content, window: at.window, deadlineMs: readyAtMs + at.longestWriteMs };
    this.#settling.push({ held, readyAtMs });
    if (this.size <= this.#limits.maxHeld) return [];
    const early = this.#waiting.shift() ?? this.#settling.shift()?.held;
    return early === undefined ? [] : [{ content: early.content, raced: true }];
  }

  /** Those whose order can be told by now. */
  judge(nowMs: number): Judged<T>[] {
    const settled = this.#settling.findIndex(({ readyAtMs }) => readyAtMs > nowMs);
    const due = this.#settling.splice(0, settled === -1 ? this.#settling.length : settled);
    const candidates = due.map(({ held }) => held);
    if (nowMs >= this.#nextCheckMs) {
      candidates.unshift(...this.#waiting.splice(0));
      this.#nextCheckMs = nowMs + recheckMs;
    }

    const judged: Judged<T>[] = [];
    for (const held of candidates) {
      const order = held.window.orderOf(held.request);
      if (order === 'open' && nowMs < held.deadlineMs) this.#waiting.push(held);
      else judged.push({ content: held.content, raced: order !== 'same' });
    }
    return judged;
  }
}
