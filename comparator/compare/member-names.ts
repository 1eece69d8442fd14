/** Up to here looking at one name after another is cheaper than a table. */
const FEW = 16;

/**
 * The names of an object's members, in the order written, each once. The rows of a list have the same names: they share one of
 * these, which is read and checked for duplicates once, and tells without a look-up that two rows have the same members.
 */
export class MemberNames {
  readonly list: readonly string[];
  /** As in the text, with quotes and escapes. */
  readonly literals: readonly string[];
  #positions: ReadonlyMap<string, number> | undefined;

  constructor(list: readonly string[], literals: readonly string[]) {
    this.list = list;
    this.literals = literals;
  }

  /** The first `count` of them. */
  first(count: number): MemberNames {
    if (count === this.list.length) return this;
    return new MemberNames(this.list.slice(0, count), this.literals.slice(0, count));
  }

  /** -1 when there is none of this name. */
  indexOf(name: string): number {
    if (this.list.length <= FEW) return this.list.indexOf(name);
    this.#positions ??= new Map(this.list.map((known, position) => [known, position]));
    return this.#positions.get(name) ?? -1;
  }
}

export const NO_NAMES = new MemberNames([], []);
