import { isEmpty, type Evidence, type Marks } from './evidence.ts';
import type { EvidenceStore, Flush } from './evidence-store.ts';

export interface EvidenceFlushOptions {
  readonly evidence: Evidence;
  /** The marks that moved since they were last taken. */
  readonly takeMarks: () => Marks;
  readonly store: Pick<EvidenceStore, 'write'>;
  /** Unique to this process. */
  readonly writer: string;
  /** From 0 to below 1, to spread retries. */
  readonly random: () => number;
}

const intervalMs = 250;
const maxRows = 1_000;
const firstRetryMs = 250;
const longestRetryMs = 5_000;

/**
 * Brings evidence to the store in batches. A batch that failed is tried again as it was, under its number, until it is written: the
 * store then knows whether it has it. Meanwhile evidence adds up for the next one.
 */
export class EvidenceFlush {
  readonly #options: EvidenceFlushOptions;
  #failed: Flush | undefined;
  #number = 0;
  #failures = 0;
  #busy = false;
  #nextAtMs = 0;

  constructor(options: EvidenceFlushOptions) {
    this.#options = options;
  }

  /** Failed attempts since the last success. */
  get failures(): number {
    return this.#failures;
  }

  /** Something is still to be written. */
  get hasMore(): boolean {
    return this.#failed !== undefined || this.#options.evidence.rows > 0;
  }

  /** Whether it is time to write: every 250 ms, at once when a batch is full, and with growing pauses while the store is away. */
  isDue(nowMs: number): boolean {
    if (this.#busy) return false;
    if (nowMs >= this.#nextAtMs) return true;
    return this.#failures === 0 && this.#options.evidence.rows >= maxRows;
  }

  /** Writes what there is; false when there was nothing. Rejects with the store's error, and keeps the batch. */
  async run(nowMs: number): Promise<boolean> {
    const flush = this.#failed ?? this.#next();
    this.#nextAtMs = nowMs + intervalMs;
    if (isEmpty(flush.batch)) return false;

    this.#busy = true;
    try {
      await this.#options.store.write(flush);
      this.#failed = undefined;
      this.#failures = 0;
    } catch (error) {
      this.#failed = flush;
      this.#failures += 1;
      this.#nextAtMs = nowMs + this.#pauseMs();
      throw error;
    } finally {
      this.#busy = false;
    }
    return true;
  }

  #next(): Flush {
    const { evidence, takeMarks, writer } = this.#options;
    const batch = evidence.take(takeMarks());
    if (!isEmpty(batch)) this.#number += 1;
    return { writer, number: this.#number, batch };
  }

  #pauseMs(): number {
    const pauseMs = Math.min(longestRetryMs, firstRetryMs * 2 ** (this.#failures - 1));
    return pauseMs * (0.5 + this.#options.random() / 2);
  }
}
