import { JsonObject, type JsonValue } from './json-value.ts';
import { OPEN_BRACE, type JsonScanner } from './json-scanner.ts';

/** Long enough that an id, which is mostly the first member, tells rows apart. */
const START = 48;

/** The elements of an array's twin, to be found by how their text starts: rows that moved, were put in or left out are read beside their own. */
export class TwinElements {
  readonly #elements: readonly JsonValue[];
  #at = 0;
  #places: ReadonlyMap<string, number> | undefined;

  constructor(elements: readonly JsonValue[]) {
    this.#elements = elements;
  }

  /** The element most like the one that comes now. */
  next(scanner: JsonScanner): JsonValue | undefined {
    const isObject = scanner.peek() === OPEN_BRACE;
    if (isObject && !this.#isNext(scanner)) {
      this.#at = this.#placesByStart().get(scanner.ahead(START)) ?? this.#at;
    }
    const element = this.#elements[this.#at];
    this.#at += 1;
    return element;
  }

  #isNext(scanner: JsonScanner): boolean {
    const element = this.#elements[this.#at];
    return element instanceof JsonObject && scanner.isNext(element.raw);
  }

  #placesByStart(): ReadonlyMap<string, number> {
    this.#places ??= new Map(
      this.#elements.flatMap((element, at) =>
        element instanceof JsonObject ? [[element.raw.slice(0, START), at] as const] : [],
      ),
    );
    return this.#places;
  }
}
