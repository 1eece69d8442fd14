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
import type { JsonArray, JsonObject, JsonValue } from './json-value.ts';

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

/**
 * Reads JSON (RFC 8259) strictly, with numbers exact. Not `JSON.parse`: it rounds numbers and hides duplicate names.
 * With `cut`, the text is a prefix of a longer one: what is whole before the cut is kept, a scalar at the cut is not.
 */
export function parseJson(text: string, options: { readonly cut: boolean } = { cut: false }): ParsedJson {
  const scanner = new JsonScanner(text, options.cut);
  const open = new Set<JsonValue>();
  try {
    const value = readValue(scanner, open, 0);
    if (value === undefined || !scanner.isAtEnd()) return { kind: 'not-json' };
    return { kind: 'json', value, open };
  } catch (error) {
    if (error instanceof JsonRefused) return { kind: error.kind };
    throw error;
  }
}

/** Undefined when the cut leaves nothing of the value. */
function readValue(scanner: JsonScanner, open: Set<JsonValue>, depth: number): JsonValue | undefined {
  const code = scanner.peek();
  if (code !== OPEN_BRACE && code !== OPEN_BRACKET) return scanner.scalar();
  if (depth >= MAX_JSON_DEPTH) return scanner.nested();
  return code === OPEN_BRACE ? readObject(scanner, open, depth) : readArray(scanner, open, depth);
}

function readObject(scanner: JsonScanner, open: Set<JsonValue>, depth: number): JsonObject {
  const object: JsonObject = new Map();
  scanner.take(OPEN_BRACE);
  if (scanner.take(CLOSE_BRACE)) return object;
  do {
    const name = scanner.name();
    if (name === undefined || !scanner.takeUnlessCut(COLON)) break;
    const value = readValue(scanner, open, depth + 1);
    if (value === undefined) break;
    if (object.has(name)) throw new JsonRefused('duplicate-keys');
    object.set(name, value);
    if (scanner.take(CLOSE_BRACE)) return object;
  } while (scanner.takeUnlessCut(COMMA));
  open.add(object);
  return object;
}

function readArray(scanner: JsonScanner, open: Set<JsonValue>, depth: number): JsonArray {
  const array: JsonArray = [];
  scanner.take(OPEN_BRACKET);
  if (scanner.take(CLOSE_BRACKET)) return array;
  do {
    const element = readValue(scanner, open, depth + 1);
    if (element === undefined) break;
    array.push(element);
    if (scanner.take(CLOSE_BRACKET)) return array;
  } while (scanner.takeUnlessCut(COMMA));
  open.add(array);
  return array;
}
