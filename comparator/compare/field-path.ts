import { looksLikeId } from './id-like.ts';
import { jsonTypeOf, type JsonObject } from './json-value.ts';
import { ELEMENT, ENTRY, writeName } from './path-steps.ts';

/** A longer path stops growing and ends in `…`; what lies below is reported there. */
const MAX_PATH_LENGTH = 400;
const ELLIPSIS = '.…';

/** Above the first, members of one type are entries of a map; above the second, any are. */
const MAP_OF_ONE_TYPE = 64;
const MAP_OF_ANY = 256;

export const ROOT = '$';

export function elementPath(path: string): string {
  return extend(path, ELEMENT);
}

/** The paths of members in one pair. The rows of a list have the same ones, so that what a name stands for is looked at once. */
export class MemberPaths {
  readonly #steps = new Map<string, string>();

  /** Names that vary from answer to answer fold to `{}`: `$.prices{}.amount`. Others that are not plain are quoted. */
  of(path: string, name: string, isMap: boolean): string {
    return extend(path, isMap ? ENTRY : this.#step(name));
  }

  #step(name: string): string {
    let step = this.#steps.get(name);
    if (step === undefined) this.#steps.set(name, (step = stepTo(name)));
    return step;
  }
}

function stepTo(name: string): string {
  return looksLikeId(name) ? ENTRY : writeName(name);
}

/** Whether an object is a map by its size; a small map is known by its names alone, one by one. */
export function isMap(object: JsonObject): boolean {
  if (object.size <= MAP_OF_ONE_TYPE) return false;
  if (object.size > MAP_OF_ANY) return true;
  const types = new Set(object.values.map(jsonTypeOf));
  types.delete('null');
  return types.size <= 1;
}

function extend(path: string, step: string): string {
  if (path.endsWith(ELLIPSIS)) return path;
  return path.length + step.length > MAX_PATH_LENGTH ? path + ELLIPSIS : path + step;
}
