import type { AlignmentBudget } from './common-subsequence.ts';
import { JsonNested, JsonNumber, JsonObject, type JsonArray, type JsonValue } from './json-value.ts';

/**
 * True of what is told equal without taking it apart: leaves, and objects of one text. False says nothing: numbers and objects may
 * be equal and written differently, arrays are not looked into.
 */
export function isSameText(primary: JsonValue, shadow: JsonValue): boolean {
  if (primary === shadow) return true;
  if (primary instanceof JsonNumber) return shadow instanceof JsonNumber && primary.text === shadow.text;
  if (primary instanceof JsonObject) {
    return shadow instanceof JsonObject && primary.raw !== '' && primary.raw === shadow.raw;
  }
  return primary instanceof JsonNested && shadow instanceof JsonNested && primary.text === shadow.text;
}

/**
 * How many elements two arrays share at their start. This, and the same at the end, only saves naming equal elements one by
 * one: numbers written differently end it, as does the end of the budget.
 */
export function countSameAtStart(primary: JsonArray, shadow: JsonArray, budget: AlignmentBudget): number {
  const longest = Math.min(primary.length, shadow.length);
  let count = 0;
  while (count < longest && isSame(primary[count], shadow[count], budget)) count += 1;
  return count;
}

/** The same at the end, the first `start` elements left out. */
export function countSameAtEnd(
  primary: JsonArray,
  shadow: JsonArray,
  start: number,
  budget: AlignmentBudget,
): number {
  const longest = Math.min(primary.length, shadow.length) - start;
  let count = 0;
  while (count < longest && isSame(primary.at(-1 - count), shadow.at(-1 - count), budget)) count += 1;
  return count;
}

function isSame(a: JsonValue | undefined, b: JsonValue | undefined, budget: AlignmentBudget): boolean {
  budget.steps -= 1;
  if (a === undefined || b === undefined || budget.steps <= 0) return false;
  if (isSameText(a, b)) return true;
  if (Array.isArray(a)) {
    return (
      Array.isArray(b) && a.length === b.length && a.every((element, at) => isSame(element, b[at], budget))
    );
  }
  return a instanceof JsonObject && b instanceof JsonObject && hasSameMembers(a, b, budget);
}

function hasSameMembers(a: JsonObject, b: JsonObject, budget: AlignmentBudget): boolean {
  if (a.size !== b.size) return false;
  for (let at = 0; at < a.size; at += 1) {
    const name = a.names.list[at];
    if (name === undefined || !isSame(a.values[at], b.getNear(name, at), budget)) return false;
  }
  return true;
}
