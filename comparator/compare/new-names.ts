import { MemberNames } from './member-names.ts';
import type { JsonScanner } from './json-scanner.ts';

/** From here on a table tells duplicates. */
const FEW = 16;

/** The names of an object that has others than expected: the first of the expected ones, and what follows. */
export class NewNames {
  readonly #list: string[];
  readonly #literals: string[];
  #seen: Set<string> | undefined;
  #repeated = false;

  constructor(expected: MemberNames, count: number) {
    this.#list = expected.list.slice(0, count);
    this.#literals = expected.literals.slice(0, count);
  }

  /** A name came for the second time. */
  get repeated(): boolean {
    return this.#repeated;
  }

  /** False when the cut took the name. */
  read(scanner: JsonScanner): boolean {
    const name = scanner.name();
    if (name === undefined) return false;
    this.#repeated ||= this.#has(name);
    this.#list.push(name);
    this.#literals.push(scanner.nameLiteral);
    return true;
  }

  first(count: number): MemberNames {
    return new MemberNames(this.#list, this.#literals).first(count);
  }

  #has(name: string): boolean {
    if (this.#list.length < FEW) return this.#list.includes(name);
    this.#seen ??= new Set(this.#list);
    const before = this.#seen.size;
    return this.#seen.add(name).size === before;
  }
}
