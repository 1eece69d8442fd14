import type { IncomingMessage, ServerResponse } from 'node:http';
import { bulkhead, type BulkheadPolicy } from 'cockatiel';

export interface BulkheadLimits {
  /** Requests answered at once. */
  readonly running: number;
  /** Further requests that wait for their turn; one more is refused. */
  readonly waiting: number;
}

/** What becomes of a request: one of the two, once. */
export interface Turn {
  readonly begin: () => void;
  readonly refuse: () => void;
}

/** Keeps requests of one kind from taking what others need: connections, memory, the event loop. */
export class RequestBulkhead {
  readonly limits: BulkheadLimits;
  readonly #policy: BulkheadPolicy;
  #refused = 0;

  constructor(limits: BulkheadLimits) {
    this.limits = limits;
    this.#policy = bulkhead(limits.running, limits.waiting);
  }

  get running(): number {
    return this.limits.running - this.#policy.executionSlots;
  }

  get waiting(): number {
    return this.limits.waiting - this.#policy.queueSlots;
  }

  get refused(): number {
    return this.#refused;
  }

  /**
   * Lets a request in now or in its turn, until its answer is done. Where there is no room to wait in, it is refused instead; the
   * library may also find that out only when the turn has come.
   */
  admit(request: IncomingMessage, response: ServerResponse, { begin, refuse }: Turn): void {
    const answered = (): Promise<void> =>
      new Promise((resolve) => {
        // Its client may have left while it waited.
        if (request.socket.destroyed) {
          resolve();
          return;
        }
        response.once('close', resolve);
        begin();
      });
    this.#policy.execute(answered).catch(() => {
      this.#refused += 1;
      refuse();
    });
  }
}
