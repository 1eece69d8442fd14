import { capturedBytes } from '../exchange/captured-bytes.ts';
import type { Pair } from '../exchange/pair.ts';

/** Room for pairs that are kept whole, to be compared again. */
export class HeldBodies {
  readonly #maxBytes: number;
  #bytes = 0;
  #refused = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Pairs there was no room for. */
  get refused(): number {
    return this.#refused;
  }

  /** What gives the room back, to be called once; undefined where there is none. */
  hold({ primary, shadow }: Pair): (() => void) | undefined {
    const bytes = capturedBytes(primary) + capturedBytes(shadow);
    if (this.#bytes + bytes > this.#maxBytes) {
      this.#refused += 1;
      return undefined;
    }
    this.#bytes += bytes;
    return () => {
      this.#bytes -= bytes;
    };
  }
}
