import { JsonObject, type JsonArray, type JsonValue } from './json-value.ts';
import { NO_NAMES } from './member-names.ts';
import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  JsonRefused,
  JsonScanner,
  OPEN_BRACE,
  OPEN_BRACKET,
} from './json-scanner.ts';
import { NewNames } from './new-names.ts';
import { TwinElements } from './twin-elements.ts';

/** Deeper than this nothing is taken apart, so that a hostile body cannot exhaust the stack. */
export const MAX_JSON_DEPTH = 200;

export type ParsedJson =
  | {
      readonly kind: 'json';
      readonly value: JsonValue;
      /** The containers the cut went through: what they miss says nothing. Empty when the text was whole. */
      readonly open: ReadonlySet<JsonValue>;
    }
  | { readonly kind: 'not-json' }
  | { readonly kind: 'duplicate-keys' };

export interface ParseJsonOptions {
  /** The text is a prefix of a longer one: what is whole before the cut is kept, a scalar at the cut is not. */
  readonly cut: boolean;
  /** What the text will most likely be like. An object with the same text in the same place is the twin's own object. */
  readonly twin?: JsonValue | undefined;
}

/**
 * Reads JSON (RFC 8259) strictly, with numbers exact. Not `JSON.parse`: it rounds numbers and hides duplicate names.
 *
 * A value is read beside the one expected in its place, the twin's or that of the element before it: it gives the names that members
 * will have. What has the twin's text is not read again: of two 50 KB lists whose rows all differ the second takes 0.12 ms instead
 * of 0.40, of two with one row changed 0.02 (2026-11-26).
 */
export function parseJson(text: string, { cut, twin }: ParseJsonOptions = { cut: false }): ParsedJson {
  return new JsonReader(text, cut, twin).read();
}

class JsonReader {
  readonly #scanner: JsonScanner;
  readonly #twin: JsonValue | undefined;
  readonly #open = new Set<JsonValue>();

  constructor(text: string, cut: boolean, twin: JsonValue | undefined) {
    this.#scanner = new JsonScanner(text, cut);
    this.#twin = twin;
  }

  read(): ParsedJson {
    try {
      const value = this.#value(0, this.#twin);
      if (value === undefined || !this.#scanner.isAtEnd()) return { kind: 'not-json' };
      return { kind: 'json', value, open: this.#open };
    } catch (error) {
      if (error instanceof JsonRefused) return { kind: error.kind };
      throw error;
    }
  }

  /** Undefined when the cut leaves nothing of the value. */
  #value(depth: number, like: JsonValue | undefined): JsonValue | undefined {
    const scanner = this.#scanner;
    const code = scanner.peek();
    if (code !== OPEN_BRACE && code !== OPEN_BRACKET) return scanner.scalar();
    if (depth >= MAX_JSON_DEPTH) return scanner.nested();
    if (code === OPEN_BRACKET) return this.#array(depth, Array.isArray(like) ? like : []);
    if (!(like instanceof JsonObject)) return this.#object(depth, undefined);
    if (!this.#isNext(like)) return this.#object(depth, like);
    scanner.skip(like.raw.length);
    return like;
  }

  #object(depth: number, like: JsonObject | undefined): JsonObject {
    const scanner = this.#scanner;
    const start = scanner.position;
    const expected = like?.names ?? NO_NAMES;
    const values: JsonValue[] = [];
    /** From the first name on that is not the expected one; most objects need none. */
    let names: NewNames | undefined;
    scanner.take(OPEN_BRACE);
    let isWhole = scanner.take(CLOSE_BRACE);
    while (!isWhole) {
      if (names !== undefined || !scanner.takeName(expected.literals[values.length])) {
        names ??= new NewNames(expected, values.length);
        if (!names.read(scanner)) break;
      }
      if (!scanner.takeUnlessCut(COLON)) break;
      const value = this.#value(depth + 1, like?.values[values.length]);
      if (value === undefined) break;
      if (names?.repeated === true) throw new JsonRefused('duplicate-keys');
      values.push(value);
      isWhole = scanner.take(CLOSE_BRACE);
      if (!isWhole && !scanner.takeUnlessCut(COMMA)) break;
    }
    const raw = isWhole ? scanner.textSince(start) : '';
    const object = new JsonObject(names?.first(values.length) ?? expected.first(values.length), values, raw);
    if (!isWhole) this.#open.add(object);
    return object;
  }

  #array(depth: number, like: readonly JsonValue[]): JsonArray {
    const scanner = this.#scanner;
    const array: JsonArray = [];
    const twins = this.#twin === undefined ? undefined : new TwinElements(like);
    scanner.take(OPEN_BRACKET);
    if (scanner.take(CLOSE_BRACKET)) return array;
    do {
      const element = this.#value(depth + 1, twins?.next(scanner) ?? array.at(-1));
      if (element === undefined) break;
      array.push(element);
      if (scanner.take(CLOSE_BRACKET)) return array;
    } while (scanner.takeUnlessCut(COMMA));
    this.#open.add(array);
    return array;
  }

  /** Without a twin, what is expected is the element before, which is seldom the same. */
  #isNext(expected: JsonObject): boolean {
    return this.#twin !== undefined && this.#scanner.isNext(expected.raw);
  }
}
