import type { Difference, DifferenceClass } from './difference.ts';
import type { ShapePair } from './shape.ts';

/** Distinct (class, path) kept of one pair; more are marked as overflow. */
export const MAX_DIFFERENCES = 200;

/** Gathers a pair's differences: one for each class and path, the first seen as its example. */
export class DifferenceCollector {
  readonly #isExpected: (difference: Pick<Difference, 'class' | 'path'>) => boolean;
  readonly #seen = new Map<DifferenceClass, Set<string>>();
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
    if (this.#seen.get(differenceClass)?.has(path) === true) return;
    const isExpected = this.#isExpected({ class: differenceClass, path });
    const kept = isExpected ? this.expected : this.differences;
    if (kept.length >= MAX_DIFFERENCES) {
      this.overflow ||= !isExpected;
      return;
    }
    this.#remember(differenceClass, path);
    const [primary, shadow] = shapes();
    kept.push({ class: differenceClass, path: apart(path), primary, shadow });
  }

  #remember(differenceClass: DifferenceClass, path: string): void {
    const paths = this.#seen.get(differenceClass);
    if (paths === undefined) this.#seen.set(differenceClass, new Set([path]));
    else paths.add(path);
  }
}

/**
 * A copy. V8 keeps a long name cut out of a body as a reference to the body, so a path with such a name in it would hold on to the
 * body for as long as the difference is kept: a pair held for its order took 58 KB instead of 1 (2026-11-26).
 */
function apart(path: string): string {
  return Buffer.from(path).toString();
}
