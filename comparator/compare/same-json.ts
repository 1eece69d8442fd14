import type { AlignmentBudget } from './common-subsequence.ts';
import { JsonNested, JsonNumber } from './json-value.ts';
import type { JsonArray, JsonValue } from './json-value.ts';

/** The common case among leaves; numbers and what is nested too deep by their text. False for containers. */
export function isSameScalar(primary: JsonValue, shadow: JsonValue): boolean {
  if (primary === shadow) return true;
  if (primary instanceof JsonNumber) return shadow instanceof JsonNumber && primary.text === shadow.text;
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
  if (Array.isArray(a)) {
    return (
      Array.isArray(b) && a.length === b.length && a.every((element, at) => isSame(element, b[at], budget))
    );
  }
  if (a instanceof Map) return b instanceof Map && hasSameMembers(a, b, budget);
  return isSameScalar(a, b);
}

function hasSameMembers(
  a: Map<string, JsonValue>,
  b: Map<string, JsonValue>,
  budget: AlignmentBudget,
): boolean {
  if (a.size !== b.size) return false;
  for (const [name, member] of a) if (!isSame(member, b.get(name), budget)) return false;
  return true;
}
