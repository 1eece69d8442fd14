import type { Difference, DifferenceClass } from './difference.ts';
import { noExpectations, type Expectations } from './expectations.ts';
import type { ExplainedDifference, ExplainLeaf, Explanation } from './explanation.ts';
import type { JsonValue } from './json-value.ts';
import { shapesOf, type ShapePair } from './shape.ts';

/** Distinct (class, path) kept of one pair; more are marked as overflow. */
export const MAX_DIFFERENCES = 200;

/**
 * Gathers a pair's differences: one for each class and path, the first seen as its example. What something accounts for is kept apart,
 * also once for each class and path, and only says something where nothing unexplained is at the same place.
 */
export class DifferenceCollector {
  readonly #expectations: Expectations;
  readonly #explainLeaf: ExplainLeaf | undefined;
  readonly #seen = new Places();
  readonly #seenExplained = new Places();
  readonly #explained: ExplainedDifference[] = [];
  readonly differences: Difference[] = [];
  overflow = false;

  constructor(expectations: Expectations = noExpectations, explainLeaf?: ExplainLeaf) {
    this.#expectations = expectations;
    this.#explainLeaf = explainLeaf;
  }

  get isEmpty(): boolean {
    return this.differences.length === 0 && this.#explained.length === 0;
  }

  get explained(): readonly ExplainedDifference[] {
    if (this.#explained.length === 0 || this.differences.length === 0) return this.#explained;
    return this.#explained.filter((explained) => !this.#seen.has(explained.class, explained.path));
  }

  /** `shapes` is asked only when the difference is kept. */
  add(differenceClass: DifferenceClass, path: string, shapes: () => ShapePair): void {
    if (this.#seen.has(differenceClass, path)) return;
    const by = this.#expectations.explain?.(differenceClass, path);
    if (by !== undefined) this.addExplained(differenceClass, path, by);
    else this.#keep(differenceClass, path, shapes);
  }

  /**
   * Two values of one place. Who learns from values is told of each, also where the difference is known already. What was declared speaks
   * first; a contradiction of what was learned may be declared expected, like any other difference.
   */
  addLeaf(differenceClass: DifferenceClass, path: string, primary: JsonValue, shadow: JsonValue): void {
    const { explain, explainLeaf } = this.#expectations;
    const leaf = { path, class: differenceClass, primary, shadow };
    const learned = this.#explainLeaf?.(leaf);
    const shown = learned === 'contradicts' ? 'generated' : differenceClass;
    const by = explain?.(shown, path) ?? explainLeaf?.(leaf) ?? learned;
    if (by === undefined || by === 'contradicts') this.#keep(shown, path, () => shapesOf(primary, shadow));
    else this.addExplained(shown, path, by);
  }

  addExplained(differenceClass: DifferenceClass, path: string, by: Explanation): void {
    if (this.#explained.length >= MAX_DIFFERENCES) return;
    if (!this.#seenExplained.add(differenceClass, path)) return;
    this.#explained.push({ class: differenceClass, path: apart(path), by });
  }

  /** What a mapping accounts for, but where the shadow says something else. */
  addMapped(accountsFor: readonly ExplainedDifference[]): void {
    for (const explained of accountsFor) {
      if (this.#explained.length >= MAX_DIFFERENCES) return;
      if (this.differences.some((difference) => contests(difference, explained.path))) continue;
      if (this.#seenExplained.add(explained.class, explained.path)) this.#explained.push(explained);
    }
  }

  #keep(differenceClass: DifferenceClass, path: string, shapes: () => ShapePair): void {
    if (this.#seen.has(differenceClass, path)) return;
    if (this.differences.length >= MAX_DIFFERENCES) {
      this.overflow = true;
      return;
    }
    this.#seen.add(differenceClass, path);
    const [primary, shadow] = shapes();
    this.differences.push({ class: differenceClass, path: apart(path), primary, shadow });
  }
}

/** A difference at the path itself, or at something it lies in that one side does not have. */
function contests({ class: differenceClass, path }: Difference, mapped: string): boolean {
  if (path === mapped) return true;
  return mapped.startsWith(path) && isAbsence(differenceClass) && /^[.[{]/.test(mapped.slice(path.length));
}

function isAbsence(differenceClass: DifferenceClass): boolean {
  return ['missing-field', 'extra-field', 'type', 'null'].includes(differenceClass);
}

class Places {
  readonly #pathsOf = new Map<DifferenceClass, Set<string>>();

  has(differenceClass: DifferenceClass, path: string): boolean {
    return this.#pathsOf.get(differenceClass)?.has(path) === true;
  }

  /** False where it was there. */
  add(differenceClass: DifferenceClass, path: string): boolean {
    const paths = this.#pathsOf.get(differenceClass);
    if (paths === undefined) this.#pathsOf.set(differenceClass, new Set([path]));
    else if (paths.has(path)) return false;
    else paths.add(path);
    return true;
  }
}

/**
 * A copy. V8 keeps a long name cut out of a body as a reference to the body, so a path with such a name in it would hold on to the
 * body for as long as the difference is kept: a pair held for its order took 58 KB instead of 1 (2026-11-26).
 */
function apart(path: string): string {
  return Buffer.from(path).toString();
}
