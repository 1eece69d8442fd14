import { ExponentialBackoff, halfJitterGenerator, type IBackoff } from 'cockatiel';

export interface BackOffLimits {
  readonly firstMs: number;
  readonly longestMs: number;
}

/**
 * Pauses between tries of something that is away: each twice as long as the one before, up to the longest, and the later half of it
 * at random, so that all who lost the same thing do not come back at once.
 */
export class BackOff {
  readonly #start: ExponentialBackoff<number>;
  #last: IBackoff<unknown> | undefined;

  constructor({ firstMs, longestMs }: BackOffLimits) {
    this.#start = new ExponentialBackoff({
      initialDelay: firstMs,
      maxDelay: longestMs,
      generator: halfJitterGenerator,
    });
  }

  /** How long to wait after one more failure, milliseconds. */
  nextMs(): number {
    this.#last = this.#last?.next(undefined) ?? this.#start.next();
    return this.#last.duration;
  }

  /** It answered: the next failure is the first again. */
  reset(): void {
    this.#last = undefined;
  }
}
