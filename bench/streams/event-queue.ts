interface Due {
  readonly atUs: number;
  /** Of what is due at the same time, what was planned first comes first. */
  readonly number: number;
  readonly happen: () => void;
}

/** What will happen in simulated time, the earliest first: a binary heap. */
export class EventQueue {
  readonly #heap: Due[] = [];
  #planned = 0;
  #nowUs = 0;

  /** Of what happens now. */
  get nowUs(): number {
    return this.#nowUs;
  }

  plan(atUs: number, happen: () => void): void {
    const heap = this.#heap;
    const due = { atUs, number: (this.#planned += 1), happen };
    let at = heap.push(due) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = heap[above] as Due;
      if (isBefore(parent, due)) break;
      heap[at] = parent;
      at = above;
    }
    heap[at] = due;
  }

  /** When the next thing happens; undefined when nothing is planned any more. */
  get nextAtUs(): number | undefined {
    return this.#heap[0]?.atUs;
  }

  /** Lets the next thing happen. */
  next(): void {
    const heap = this.#heap;
    const [first] = heap;
    const last = heap.pop();
    if (first === undefined || last === undefined) return;
    if (heap.length > 0) this.#sink(last);
    this.#nowUs = first.atUs;
    first.happen();
  }

  #sink(due: Due): void {
    const heap = this.#heap;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= heap.length) break;
      if (below + 1 < heap.length && isBefore(heap[below + 1] as Due, heap[below] as Due)) below += 1;
      if (isBefore(due, heap[below] as Due)) break;
      heap[at] = heap[below] as Due;
      at = below;
    }
    heap[at] = due;
  }
}

function isBefore(one: Due, other: Due): boolean {
  return one.atUs < other.atUs || (one.atUs === other.atUs && one.number < other.number);
}
