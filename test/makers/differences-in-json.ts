import { compareJson } from '../../comparator/compare/compare-json.ts';
import { DifferenceCollector } from '../../comparator/compare/difference-collector.ts';
import type { Difference } from '../../comparator/compare/difference.ts';
import type { JsonValue } from '../../comparator/compare/json-value.ts';
import { parseJson } from '../../comparator/compare/parse-json.ts';

export function jsonValue(text: string): JsonValue {
  const parsed = parseJson(text);
  if (parsed.kind !== 'json') throw new Error(`${parsed.kind}: ${text}`);
  return parsed.value;
}

export function differencesInJson(primary: string, shadow: string): readonly Difference[] {
  const found = new DifferenceCollector();
  compareJson(jsonValue(primary), jsonValue(shadow), found);
  return found.differences;
}

/** `class path`, in the order found. */
export function kindsInJson(primary: string, shadow: string): readonly string[] {
  return differencesInJson(primary, shadow).map((difference) => `${difference.class} ${difference.path}`);
}
