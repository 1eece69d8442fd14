import type { Difference, DifferenceClass } from './difference.ts';
import { noExpectations, type Expectations } from './expectations.ts';
import type { ExplainedDifference, ExplainLeaf, Explanation, LeafVerdict } from './explanation.ts';
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
  readonly #explained = new Map<string, ExplainedDifference>();
  readonly differences: Difference[] = [];
  overflow = false;

  constructor(expectations: Expectations = noExpectations, explainLeaf?: ExplainLeaf) {
    this.#expectations = expectations;
    this.#explainLeaf = explainLeaf;
  }

  get isEmpty(): boolean {
    return this.differences.length === 0 && this.#explained.size === 0;
  }

  get explained(): readonly ExplainedDifference[] {
    if (this.#explained.size === 0) return NOTHING;
    return [...this.#explained.values()].filter(
      (explained) => !this.#seen.has(explained.class, explained.path),
    );
  }

  /** `shapes` is asked only when the difference is kept. */
  add(differenceClass: DifferenceClass, path: string, shapes: () => ShapePair): void {
    if (this.#seen.has(differenceClass, path)) return;
    const by = this.#expectations.explain?.(differenceClass, path);
    if (by !== undefined) this.addExplained(differenceClass, path, by);
    else this.#keep(differenceClass, path, shapes);
  }

  /** Two values of one place. Who learns from values is told of each, also where the difference is known already. */
  addLeaf(differenceClass: DifferenceClass, path: string, primary: JsonValue, shadow: JsonValue): void {
    const by = this.#verdictOn(differenceClass, path, primary, shadow);
    const shapes = () => shapesOf(primary, shadow);
    if (by === undefined) this.#keep(differenceClass, path, shapes);
    else if (by === 'contradicts') this.#keep('generated', path, shapes);
    else this.addExplained(differenceClass, path, by);
  }

  addExplained(differenceClass: DifferenceClass, path: string, by: Explanation): void {
    const place = `${differenceClass} ${path}`;
    if (this.#explained.size >= MAX_DIFFERENCES || this.#explained.has(place)) return;
    this.#explained.set(place, { class: differenceClass, path: apart(path), by });
  }

  /** What a mapping accounts for, but where the shadow says something else. */
  addMapped(accountsFor: readonly ExplainedDifference[]): void {
    for (const { class: differenceClass, path, by } of accountsFor) {
      if (!this.differences.some((difference) => difference.path === path))
        this.addExplained(differenceClass, path, by);
    }
  }

  /** What was declared speaks first; a contradiction may be declared expected, like any other difference. */
  #verdictOn(
    differenceClass: DifferenceClass,
    path: string,
    primary: JsonValue,
    shadow: JsonValue,
  ): LeafVerdict {
    const { explain, explainLeaf } = this.#expectations;
    if (this.#explainLeaf === undefined && explainLeaf === undefined) {
      return explain?.(differenceClass, path);
    }
    const leaf = { path, class: differenceClass, primary, shadow };
    const learned = this.#explainLeaf?.(leaf);
    const shown = learned === 'contradicts' ? 'generated' : differenceClass;
    return explain?.(shown, path) ?? explainLeaf?.(leaf) ?? learned;
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

const NOTHING: readonly ExplainedDifference[] = [];

class Places {
  readonly #pathsOf = new Map<DifferenceClass, Set<string>>();

  has(differenceClass: DifferenceClass, path: string): boolean {
    return this.#pathsOf.get(differenceClass)?.has(path) === true;
  }

  add(differenceClass: DifferenceClass, path: string): void {
    const paths = this.#pathsOf.get(differenceClass);
    if (paths === undefined) this.#pathsOf.set(differenceClass, new Set([path]));
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
