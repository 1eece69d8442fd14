import type { CanonicalIds } from './canonical-ids.ts';
import { JsonNumber, JsonObject, type JsonArray, type JsonValue } from './json-value.ts';

/** Names tried in this order; the first that holds for both arrays is the key. */
const keyNames = ['id', '_id', 'uuid', 'guid', 'key', 'code', 'sku', 'slug', 'number', 'name'] as const;

/** From the key's value (as a canonical id) to the element's position, in the array's order. */
export interface ElementKeys {
  readonly primary: ReadonlyMap<number, number>;
  readonly shadow: ReadonlyMap<number, number>;
}

/**
 * The member that tells elements apart: all have it as text or number, each value occurs once on its side, and at least
 * half of the smaller side's values are on both. Keys the two sides generated for themselves do not qualify. A declared key needs no
 * such share.
 */
export function elementKeys(
  primary: JsonArray,
  shadow: JsonArray,
  ids: CanonicalIds,
  declared?: string,
): ElementKeys | undefined {
  if (declared !== undefined) return keysNamed(declared, primary, shadow, ids);
  for (const name of keyNames) {
    const keys = keysNamed(name, primary, shadow, ids);
    if (keys === undefined) continue;
    let shared = 0;
    for (const key of keys.primary.keys()) if (keys.shadow.has(key)) shared += 1;
    if (shared > 0 && 2 * shared >= Math.min(keys.primary.size, keys.shadow.size)) return keys;
  }
  return undefined;
}

function keysNamed(
  name: string,
  primary: JsonArray,
  shadow: JsonArray,
  ids: CanonicalIds,
): ElementKeys | undefined {
  const ofPrimary = positionsByKey(primary, name, ids);
  const ofShadow = ofPrimary && positionsByKey(shadow, name, ids);
  return ofShadow && { primary: ofPrimary, shadow: ofShadow };
}

function positionsByKey(array: JsonArray, name: string, ids: CanonicalIds): Map<number, number> | undefined {
  const positions = new Map<number, number>();
  for (const [position, element] of array.entries()) {
    const key = element instanceof JsonObject ? element.get(name) : undefined;
    if (!isScalarKey(key)) return undefined;
    const id = ids.of(key);
    if (positions.has(id)) return undefined;
    positions.set(id, position);
  }
  return positions;
}

function isScalarKey(value: JsonValue | undefined): value is string | JsonNumber {
  return typeof value === 'string' || value instanceof JsonNumber;
}
