import { elementPath, isMap, MemberPaths, ROOT } from '../compare/field-path.ts';
import { JsonNumber, JsonObject, type JsonValue } from '../compare/json-value.ts';

/** A text, or a number as it is written. */
export type Scalar = string | JsonNumber;

/** Told of every container that was made anew. */
export type TakePlace = (before: JsonValue, after: JsonValue) => void;

/** The document with some of its texts and numbers replaced, at the paths that differences have. What has none replaced is the same object. */
export function replaceLeaves(
  document: JsonValue,
  replace: (path: string, value: Scalar) => Scalar,
  takePlace: TakePlace = () => undefined,
): JsonValue {
  const paths = new MemberPaths();
  const walk = (path: string, value: JsonValue): JsonValue => {
    if (typeof value === 'string' || value instanceof JsonNumber) return replace(path, value);
    if (Array.isArray(value)) {
      const at = elementPath(path);
      const elements = value.map((element) => walk(at, element));
      return changed(value, elements) ? replaced(value, elements) : value;
    }
    if (!(value instanceof JsonObject)) return value;
    const folded = isMap(value);
    const members = value.values.map((member, at) =>
      walk(paths.of(path, value.names.list[at] ?? '', folded), member),
    );
    if (!changed(value.values, members)) return value;
    // It has no text any more that could be compared as a whole.
    return replaced(value, new JsonObject(value.names, members, ''));
  };
  const replaced = <Container extends JsonValue>(before: JsonValue, after: Container): Container => {
    takePlace(before, after);
    return after;
  };
  return walk(ROOT, document);
}

export function eachLeaf(document: JsonValue, visit: (path: string, value: Scalar) => void): void {
  replaceLeaves(document, (path, value) => {
    visit(path, value);
    return value;
  });
}

export function textOf(value: Scalar): string {
  return typeof value === 'string' ? value : value.text;
}

function changed(before: readonly JsonValue[], after: readonly JsonValue[]): boolean {
  return after.some((value, at) => value !== before[at]);
}
