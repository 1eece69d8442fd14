import type { BackOff } from '../../platform/resilience/back-off.ts';
import { isEmpty, type Marks } from './evidence-batch.ts';
import type { Evidence } from './evidence.ts';
import type { EvidenceStore, Flush } from './evidence-store.ts';

/** When a batch is written. */
export interface BatchLimits {
  /** At once when it has this many rows… */
  readonly rows: number;
  /** …and otherwise this often. */
  readonly everyMs: number;
}

export interface EvidenceFlushOptions {
  readonly evidence: Evidence;
  /** The marks that moved since they were last taken. */
  readonly takeMarks: () => Marks;
  readonly store: Pick<EvidenceStore, 'write'>;
  /** Unique to this process. */
  readonly writer: string;
  readonly batch: BatchLimits;
  /** Between attempts while the store is away. One attempt is under way at most, so this is the circuit breaker as well. */
  readonly backOff: Pick<BackOff, 'nextMs' | 'reset'>;
}

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

  /** Whether it is time to write: at every interval, at once when a batch is full, and with growing pauses while the store is away. */
  isDue(nowMs: number): boolean {
    if (this.#busy) return false;
    if (nowMs >= this.#nextAtMs) return true;
    return this.#failures === 0 && this.#options.evidence.rows >= this.#options.batch.rows;
  }

  /** Writes what there is; false when there was nothing. Rejects with the store's error, and keeps the batch. */
  async run(nowMs: number): Promise<boolean> {
    const flush = this.#failed ?? this.#next();
    this.#nextAtMs = nowMs + this.#options.batch.everyMs;
    if (isEmpty(flush.batch)) return false;

    this.#busy = true;
    try {
      await this.#options.store.write(flush);
      this.#failed = undefined;
      this.#failures = 0;
      this.#options.backOff.reset();
    } catch (error) {
      this.#failed = flush;
      this.#failures += 1;
      this.#nextAtMs = nowMs + this.#options.backOff.nextMs();
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
}
