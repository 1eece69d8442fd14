import type { Difference, DifferenceClass } from './difference.ts';
import type { ShapePair } from './shape.ts';

/** Distinct (class, path) kept of one pair; more are marked as overflow. */
export const MAX_DIFFERENCES = 200;

/** Gathers a pair's differences: one for each class and path, the first seen as its example. */
export class DifferenceCollector {
  readonly #isExpected: (difference: Pick<Difference, 'class' | 'path'>) => boolean;
  readonly #seen = new Set<string>();
  readonly differences: Difference[] = [];
  readonly expected: Difference[] = [];
  overflow = false;

  constructor(isExpected: (difference: Pick<Difference, 'class' | 'path'>) => boolean) {
    this.#isExpected = isExpected;
  }

  get isEmpty(): boolean {
    return this.differences.length === 0 && this.expected.length === 0;
  }

  /** `shapes` is asked only when the difference is kept. */
  add(differenceClass: DifferenceClass, path: string, shapes: () => ShapePair): void {
    const kind = `${differenceClass} ${path}`;
    if (this.#seen.has(kind)) return;
    const isExpected = this.#isExpected({ class: differenceClass, path });
    const kept = isExpected ? this.expected : this.differences;
    if (kept.length >= MAX_DIFFERENCES) {
      this.overflow ||= !isExpected;
      return;
    }
    this.#seen.add(kind);
    const [primary, shadow] = shapes();
    kept.push({ class: differenceClass, path, primary, shadow });
  }
}
