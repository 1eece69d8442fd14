import type { Sketch } from '../verdict/evidence-document.ts';
import { binOf } from './bins.ts';

/** A sketch that values are added to. */
export class GrowingSketch {
  readonly #bins = new Map<number, number>();
  #zero = 0;
  #infinite = 0;

  /** `value` is 0 or more, or Infinity. */
  add(value: number): void {
    if (value === Infinity) this.#infinite += 1;
    else if (value <= 0) this.#zero += 1;
    else {
      const bin = binOf(value);
      this.#bins.set(bin, (this.#bins.get(bin) ?? 0) + 1);
    }
  }

  /** What was added since the last time. */
  take(): Sketch {
    const taken = {
      bins: [...this.#bins].sort(([a], [b]) => a - b),
      zero: this.#zero,
      infinite: this.#infinite,
    };
    this.#bins.clear();
    this.#zero = 0;
    this.#infinite = 0;
    return taken;
  }
}
