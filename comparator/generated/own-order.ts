import { JsonNumber, JsonObject, type JsonArray, type JsonValue } from '../compare/json-value.ts';
import { meaningOfName } from './name-meaning.ts';

/** Whether each side has its elements in the order of its own ids: then another order follows from other ids. */
export function areInOrderOfOwnIds(primary: JsonArray, shadow: JsonArray): boolean {
  const [first] = primary;
  if (!(first instanceof JsonObject)) return false;
  return first.names.list.some((name) => {
    const meaning = meaningOfName(name).kind;
    if (meaning !== 'own-id' && meaning !== 'id-of') return false;
    const direction = directionOf(primary, name);
    return direction !== undefined && direction === directionOf(shadow, name);
  });
}

/** 1 where the member's values rise, -1 where they fall. */
function directionOf(array: JsonArray, name: string): 1 | -1 | undefined {
  const values = array.map((element) =>
    element instanceof JsonObject ? sortable(element.get(name)) : undefined,
  );
  for (const direction of [1, -1] as const) {
    const isSorted = values.every((value, at) => {
      if (value === undefined) return false;
      const before = values[at - 1];
      return at === 0 || (before !== undefined && direction * compare(before, value) < 0);
    });
    if (isSorted) return direction;
  }
  return undefined;
}

function sortable(value: JsonValue | undefined): string | undefined {
  if (value instanceof JsonNumber) return value.text;
  return typeof value === 'string' ? value : undefined;
}

function compare(one: string, other: string): number {
  const areNumbers = /^\d+$/.test(one) && /^\d+$/.test(other);
  if (areNumbers && one.length !== other.length) return one.length - other.length;
  return one === other ? 0 : one < other ? -1 : 1;
}
