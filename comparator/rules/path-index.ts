import { isPattern, parsePath, writePath, type PathSteps } from '../compare/path-steps.ts';
import { matchesSteps } from './match-steps.ts';

/** Answers that are remembered for paths that patterns were tried on; then it begins anew. */
const MAX_REMEMBERED = 4_096;

interface Placed<T> {
  readonly place: number;
  readonly value: T;
}

const NONE: readonly never[] = [];

/**
 * What is declared for paths. Exact paths are looked up; patterns are tried once for each path that comes, and the answer is remembered:
 * 200 rules cost what one costs.
 */
export class PathIndex<T> {
  readonly #exact = new Map<string, Placed<T>[]>();
  readonly #patterns: (Placed<T> & { readonly steps: PathSteps })[] = [];
  readonly #remembered = new Map<string, readonly T[]>();
  #size = 0;

  get isEmpty(): boolean {
    return this.#size === 0;
  }

  /** False where the path cannot be read: then nothing is declared by it. */
  add(path: string, value: T): boolean {
    const parsed = parsePath(path);
    if (parsed.kind === 'not-a-path') return false;
    const placed = { place: this.#size, value };
    this.#size += 1;
    this.#remembered.clear();
    if (isPattern(parsed.steps)) {
      this.#patterns.push({ ...placed, steps: parsed.steps });
      return true;
    }
    const written = writePath(parsed.steps);
    const before = this.#exact.get(written);
    if (before === undefined) this.#exact.set(written, [placed]);
    else before.push(placed);
    return true;
  }

  /** Everything declared for a path, in the order it was added. */
  at(path: string): readonly T[] {
    if (this.#size === 0) return NONE;
    let known = this.#remembered.get(path);
    if (known !== undefined) return known;
    known = this.#find(path);
    if (this.#remembered.size >= MAX_REMEMBERED) this.#remembered.clear();
    this.#remembered.set(path, known);
    return known;
  }

  #find(path: string): readonly T[] {
    const found = [...(this.#exact.get(path) ?? NONE)];
    if (this.#patterns.length > 0) {
      const parsed = parsePath(path);
      if (parsed.kind === 'path') {
        for (const pattern of this.#patterns)
          if (matchesSteps(pattern.steps, parsed.steps)) found.push(pattern);
      }
    }
    return found.sort((one, other) => one.place - other.place).map(({ value }) => value);
  }
}
