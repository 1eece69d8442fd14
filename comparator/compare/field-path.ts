import { looksLikeId } from './id-like.ts';
import { jsonTypeOf } from './json-value.ts';
import type { JsonObject } from './json-value.ts';

/** A longer path stops growing and ends in `…`; what lies below is reported there. */
const MAX_PATH_LENGTH = 400;
const ELLIPSIS = '.…';

/** Above the first, members of one type are entries of a map; above the second, any are. */
const MAP_OF_ONE_TYPE = 64;
const MAP_OF_ANY = 256;

const plainName = /^[A-Za-z_][A-Za-z0-9_-]*$/;

export const ROOT = '$';

export function elementPath(path: string): string {
  return extend(path, '[]');
}

/** Names that vary from answer to answer fold to `{}`: `$.prices{}.amount`. Others that are not plain are quoted. */
export function memberPath(path: string, name: string, isMap: boolean): string {
  if (isMap || looksLikeId(name)) return extend(path, '{}');
  return extend(path, plainName.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`);
}

/** Whether an object is a map by its size; a small map is known by its names alone, one by one. */
export function isMap(object: JsonObject): boolean {
  if (object.size <= MAP_OF_ONE_TYPE) return false;
  if (object.size > MAP_OF_ANY) return true;
  const types = new Set(Array.from(object.values(), jsonTypeOf));
  types.delete('null');
  return types.size <= 1;
}

function extend(path: string, step: string): string {
  if (path.endsWith(ELLIPSIS)) return path;
  return path.length + step.length > MAX_PATH_LENGTH ? path + ELLIPSIS : path + step;
}
