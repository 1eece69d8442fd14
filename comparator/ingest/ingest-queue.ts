import { capturedBytes } from '../exchange/captured-bytes.ts';
import type { Exchange } from '../exchange/exchange.ts';

/** An exchange and the numbered connection it came on. */
export interface Received {
  readonly exchange: Exchange;
  readonly stream: number;
}

/**
 * Exchanges that came in and are not looked at yet, first in first out, at most so many bytes. From half of that on the streams are
 * asked to pause: then the rest waits in Envoy, which has bounds and counters of its own. What comes nevertheless once it is full
 * is refused.
 */
export class IngestQueue {
  readonly #maxBytes: number;
  readonly #onRelief: () => void;
  #items: Received[] = [];
  #next = 0;
  #bytes = 0;
  #pressed = false;

  constructor(maxBytes: number, onRelief: () => void) {
    this.#maxBytes = maxBytes;
    this.#onRelief = onRelief;
  }

  get length(): number {
    return this.#items.length - this.#next;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** True while streams should pause: from half full until a quarter full. */
  get pressed(): boolean {
    return this.#pressed;
  }

  /** False when it is full; the exchange is not kept. */
  offer(received: Received): boolean {
    const bytes = capturedBytes(received.exchange);
    if (this.#bytes + bytes > this.#maxBytes) return false;
    this.#items.push(received);
    this.#bytes += bytes;
    if (this.#bytes > this.#maxBytes / 2) this.#pressed = true;
    return true;
  }

  take(): Received | undefined {
    const received = this.#items[this.#next];
    if (received === undefined) return undefined;
    this.#next += 1;
    this.#bytes -= capturedBytes(received.exchange);
    if (this.#next >= 1_024 && this.#next * 2 >= this.#items.length) {
      this.#items = this.#items.slice(this.#next);
      this.#next = 0;
    }
    if (this.#pressed && this.#bytes < this.#maxBytes / 4) {
      this.#pressed = false;
      this.#onRelief();
    }
    return received;
  }
}
