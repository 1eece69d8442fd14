import type { TakePlace } from '../compare/expectations.ts';
import { JsonObject, type JsonValue } from '../compare/json-value.ts';
import { ELEMENT, ENTRY, type PathSteps } from '../compare/path-steps.ts';
import { withMember } from './members.ts';

/**
 * Changes every value that a path leads to. Only what changes is made anew: where nothing does, the value itself comes back, and what is
 * not touched is shared with it.
 */
export function rewriteAt(
  value: JsonValue,
  steps: PathSteps,
  change: (value: JsonValue) => JsonValue,
  takePlace: TakePlace,
  at = 0,
): JsonValue {
  const step = steps[at];
  if (step === undefined) return change(value);
  const below = (element: JsonValue) => rewriteAt(element, steps, change, takePlace, at + 1);
  if (step === ELEMENT) {
    if (!Array.isArray(value)) return value;
    const after = changed(value, below);
    if (after !== value) takePlace(value, after as JsonValue[]);
    return after as JsonValue[];
  }
  if (!(value instanceof JsonObject)) return value;
  if (step === ENTRY) {
    const after = changed(value.values, below);
    if (after === value.values) return value;
    const object = new JsonObject(value.names, after, '');
    takePlace(value, object);
    return object;
  }
  const name = step.slice(1);
  const member = value.get(name);
  return member === undefined ? value : withMember(value, name, below(member), takePlace);
}

/** The same list where no element changes. */
function changed(
  values: readonly JsonValue[],
  change: (value: JsonValue) => JsonValue,
): readonly JsonValue[] {
  let after: JsonValue[] | undefined;
  for (const [at, value] of values.entries()) {
    const put = change(value);
    if (put === value) continue;
    after ??= [...values];
    after[at] = put;
  }
  return after ?? values;
}
