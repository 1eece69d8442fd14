export class QueueFullError extends Error {
  override readonly name = 'QueueFullError';
}

/** Runs pieces of work one after the other; refuses one more when `limit` wait already. */
export class WorkQueue {
  readonly #limit: number;
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** @throws QueueFullError */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#waiting >= this.#limit) throw new QueueFullError(`${this.#limit} changes are waiting already`);
    this.#waiting += 1;
    const result = this.#last.then(work).finally(() => {
      this.#waiting -= 1;
    });
    // The next piece runs whatever becomes of this one; whoever asked for this one sees its error.
    this.#last = result.catch(() => undefined);
    return result;
  }
}
