export interface SharedReadsOptions<T> {
  readonly read: (name: string) => Promise<T>;
  /** How long an answer is given again. */
  readonly freshMs: number;
  /** Monotonic. */
  readonly nowMs: () => number;
}

interface Read<T> {
  readonly about: unknown;
  readonly answer: Promise<T>;
  /** Infinite until it is answered. */
  untilMs: number;
}

/** Answers that are kept; those asked for the longest ago leave first. */
const maxKept = 64;

/** Reads that cost much: who asks while one is under way, or a moment after it, gets the same answer. */
export class SharedReads<T> {
  readonly #options: SharedReadsOptions<T>;
  readonly #byName = new Map<string, Read<T>>();

  constructor(options: SharedReadsOptions<T>) {
    this.#options = options;
  }

  /** `about` is what the answer depends on beside the name: another one is asked for anew. */
  of(name: string, about: unknown): Promise<T> {
    const before = this.#byName.get(name);
    if (before !== undefined && before.about === about && this.#options.nowMs() < before.untilMs)
      return before.answer;
    const read: Read<T> = { about, answer: this.#options.read(name), untilMs: Infinity };
    this.#byName.delete(name);
    this.#byName.set(name, read);
    const [oldest] = this.#byName.keys();
    if (oldest !== undefined && this.#byName.size > maxKept) this.#byName.delete(oldest);
    read.answer.then(
      () => (read.untilMs = this.#options.nowMs() + this.#options.freshMs),
      () => (read.untilMs = -Infinity),
    );
    return read.answer;
  }
}
