import type { IncomingMessage, ServerResponse } from 'node:http';
import { bulkhead, type BulkheadPolicy } from 'cockatiel';

export interface BulkheadLimits {
  /** Requests answered at once. */
  readonly running: number;
  /** Further requests that wait for their turn; one more is refused. */
  readonly waiting: number;
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

  /** Lets a request in now or in its turn, until its answer is done; false when there is no room for it to wait in. */
  admit(request: IncomingMessage, response: ServerResponse, begin: () => void): boolean {
    if (this.#policy.executionSlots === 0 && this.#policy.queueSlots === 0) {
      this.#refused += 1;
      return false;
    }
    void this.#policy.execute(
      () =>
        new Promise<void>((resolve) => {
          // Its client may have left while it waited.
          if (request.socket.destroyed) {
            resolve();
            return;
          }
          response.once('close', resolve);
          begin();
        }),
    );
    return true;
  }
}
