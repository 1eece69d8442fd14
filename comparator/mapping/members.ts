import type { TakePlace } from '../compare/expectations.ts';
import { JsonObject, type JsonValue } from '../compare/json-value.ts';
import { MemberNames, NO_NAMES } from '../compare/member-names.ts';

/** The value that names lead to; undefined where there is none. */
export function valueAt(value: JsonValue, names: readonly string[]): JsonValue | undefined {
  let at: JsonValue | undefined = value;
  for (const name of names) at = at instanceof JsonObject ? at.get(name) : undefined;
  return at;
}

/** With another value in a place; objects on the way that are not there are made. Undefined where something else is in the way. */
export function withValueAt(
  value: JsonValue,
  [name, ...rest]: readonly string[],
  put: JsonValue,
  takePlace: TakePlace,
): JsonValue | undefined {
  if (name === undefined) return put;
  if (!(value instanceof JsonObject)) return undefined;
  const below = rest.length === 0 ? put : withValueAt(value.get(name) ?? EMPTY, rest, put, takePlace);
  return below === undefined ? undefined : withMember(value, name, below, takePlace);
}

/** Without the member that names lead to; the object it was in stays, also when nothing is left in it. */
export function withoutValueAt(
  value: JsonValue,
  [name, ...rest]: readonly string[],
  takePlace: TakePlace,
): JsonValue {
  if (name === undefined || !(value instanceof JsonObject)) return value;
  const at = value.names.indexOf(name);
  const below = value.values[at];
  if (below === undefined) return value;
  if (rest.length > 0) return withMember(value, name, withoutValueAt(below, rest, takePlace), takePlace);
  const { list, literals } = value.names;
  const names = new MemberNames(list.toSpliced(at, 1), literals.toSpliced(at, 1));
  return rebuilt(value, names, value.values.toSpliced(at, 1), takePlace);
}

/** Under another name, in the same place: whatever comes after it is where it was, which makes comparing cheap. */
export function withNameAt(
  value: JsonValue,
  [name, ...rest]: readonly string[],
  renamed: string,
  takePlace: TakePlace,
): JsonValue {
  if (name === undefined || !(value instanceof JsonObject)) return value;
  const at = value.names.indexOf(name);
  const below = value.values[at];
  if (below === undefined) return value;
  if (rest.length > 0) return withMember(value, name, withNameAt(below, rest, renamed, takePlace), takePlace);
  const { list, literals } = value.names;
  const names = new MemberNames(list.with(at, renamed), literals.toSpliced(at, 1, JSON.stringify(renamed)));
  return rebuilt(value, names, value.values, takePlace);
}

export function withMember(
  object: JsonObject,
  name: string,
  put: JsonValue,
  takePlace: TakePlace,
): JsonObject {
  const at = object.names.indexOf(name);
  if (at >= 0) {
    return object.values[at] === put
      ? object
      : rebuilt(object, object.names, object.values.with(at, put), takePlace);
  }
  const { list, literals } = object.names;
  const names = new MemberNames([...list, name], [...literals, JSON.stringify(name)]);
  return rebuilt(object, names, [...object.values, put], takePlace);
}

/** The same object once more, so that it can be said to be cut. */
export function copyOf(object: JsonObject): JsonObject {
  return new JsonObject(object.names, object.values, '');
}

const EMPTY = new JsonObject(NO_NAMES, [], '');

function rebuilt(
  object: JsonObject,
  names: MemberNames,
  values: readonly JsonValue[],
  takePlace: TakePlace,
): JsonObject {
  const after = new JsonObject(names, values, '');
  takePlace(object, after);
  return after;
}
