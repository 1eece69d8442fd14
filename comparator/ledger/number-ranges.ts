export interface NumberRange<T> {
  readonly from: number;
  /** Inclusive. */
  readonly to: number;
  readonly value: T;
}

/** Disjoint ranges of whole numbers, in order, each with a value: memory grows with the ranges, not with the numbers. */
export class NumberRanges<T> {
  #ranges: NumberRange<T>[] = [];
  #count = 0;

  /** Of numbers. */
  get count(): number {
    return this.#count;
  }

  get ranges(): number {
    return this.#ranges.length;
  }

  /** The range must not overlap another. */
  add(from: number, to: number, value: T): void {
    this.#ranges.splice(this.#indexAfter(from), 0, { from, to, value });
    this.#count += to - from + 1;
  }

  /** Takes one number out, splitting its range; undefined when it is in none. */
  take(number: number): T | undefined {
    const index = this.#indexAfter(number) - 1;
    const range = this.#ranges[index];
    if (range === undefined || number > range.to) return undefined;
    const rest: NumberRange<T>[] = [];
    if (range.from < number) rest.push({ ...range, to: number - 1 });
    if (number < range.to) rest.push({ ...range, from: number + 1 });
    this.#ranges.splice(index, 1, ...rest);
    this.#count -= 1;
    return range.value;
  }

  /** Takes out whole ranges; `index` counts from the lowest. */
  takeWhere(chosen: (value: T, index: number) => boolean): NumberRange<T>[] {
    if (this.#ranges.length === 0) return [];
    const taken: NumberRange<T>[] = [];
    const kept: NumberRange<T>[] = [];
    this.#ranges.forEach((range, index) => (chosen(range.value, index) ? taken : kept).push(range));
    if (taken.length === 0) return taken;
    this.#ranges = kept;
    for (const range of taken) this.#count -= range.to - range.from + 1;
    return taken;
  }

  /** Keeps the highest `max` ranges. */
  forgetLowest(max: number): void {
    const excess = this.#ranges.length - max;
    if (excess > 0) this.takeWhere((_value, index) => index < excess);
  }

  /** Index of the first range that starts above `number`. */
  #indexAfter(number: number): number {
    let low = 0;
    let high = this.#ranges.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#ranges[middle]?.from ?? Infinity) > number) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
