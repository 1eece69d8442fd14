import { alignArrays, matchByKey } from './align-arrays.ts';
import type { AlignmentBudget } from './common-subsequence.ts';
import { CanonicalIds } from './canonical-ids.ts';
import { compareNumbers, compareTexts } from './compare-scalars.ts';
import type { DifferenceCollector } from './difference-collector.ts';
import type { FindUnordered, OpenContainers, Unordered } from './expectations.ts';
import { elementPath, isMap, MemberPaths, ROOT } from './field-path.ts';
import { JsonNumber, JsonObject, jsonTypeOf, type JsonArray, type JsonValue } from './json-value.ts';
import { isSameText } from './same-json.ts';
import { ABSENT, shapeOf, shapesOf } from './shape.ts';

/** Steps spent on aligning the arrays of one pair, tens of milliseconds; beyond it, elements are paired by position. */
export const ALIGNMENT_STEPS = 2_000_000;

export interface JsonTreatment {
  readonly open?: OpenContainers;
  readonly unordered?: FindUnordered | undefined;
}

/** Compares two JSON values field by field. Linear in their size, but for the bounded alignment of arrays. */
export function compareJson(
  primary: JsonValue,
  shadow: JsonValue,
  found: DifferenceCollector,
  treatment: JsonTreatment = {},
): void {
  new Comparer(found, treatment).compare(ROOT, primary, shadow);
}

const NONE_OPEN: OpenContainers = new Set();

class Comparer {
  readonly #found: DifferenceCollector;
  readonly #open: OpenContainers;
  readonly #unordered: FindUnordered | undefined;
  readonly #ids = new CanonicalIds();
  readonly #paths = new MemberPaths();
  readonly #budget: AlignmentBudget = { steps: ALIGNMENT_STEPS };

  constructor(found: DifferenceCollector, { open = NONE_OPEN, unordered }: JsonTreatment) {
    this.#found = found;
    this.#open = open;
    this.#unordered = unordered;
  }

  compare(path: string, primary: JsonValue, shadow: JsonValue): void {
    if (isSameText(primary, shadow)) return;
    if (primary === null || shadow === null) {
      this.#found.addLeaf('null', path, primary, shadow);
    } else if (primary instanceof JsonObject && shadow instanceof JsonObject) {
      this.#compareObjects(path, primary, shadow);
    } else if (Array.isArray(primary) && Array.isArray(shadow)) {
      this.#compareArrays(path, primary, shadow);
    } else if (jsonTypeOf(primary) !== jsonTypeOf(shadow)) {
      this.#found.addLeaf('type', path, primary, shadow);
    } else {
      this.#compareLeaves(path, primary, shadow);
    }
  }

  #compareLeaves(path: string, primary: JsonValue, shadow: JsonValue): void {
    const differenceClass =
      typeof primary === 'string' && typeof shadow === 'string'
        ? compareTexts(primary, shadow)
        : primary instanceof JsonNumber && shadow instanceof JsonNumber
          ? compareNumbers(primary.text, shadow.text)
          : 'value';
    if (differenceClass !== undefined) this.#found.addLeaf(differenceClass, path, primary, shadow);
  }

  #compareObjects(path: string, primary: JsonObject, shadow: JsonObject): void {
    const folded = isMap(primary) || isMap(shadow);
    for (let at = 0; at < primary.size; at += 1) {
      const name = primary.names.list[at] ?? '';
      const value = primary.values[at] ?? null;
      const other = shadow.getNear(name, at);
      if (other !== undefined) {
        // Decided before a path is built: most members are equal.
        if (!isSameText(value, other)) this.compare(this.#paths.of(path, name, folded), value, other);
      } else if (!this.#open.has(shadow)) {
        this.#found.add('missing-field', this.#paths.of(path, name, folded), () => [shapeOf(value), ABSENT]);
      }
    }
    if (primary.names === shadow.names || this.#open.has(primary)) return;
    for (let at = 0; at < shadow.size; at += 1) {
      const name = shadow.names.list[at] ?? '';
      const value = shadow.values[at] ?? null;
      if (primary.getNear(name, at) !== undefined) continue;
      this.#found.add('extra-field', this.#paths.of(path, name, folded), () => [ABSENT, shapeOf(value)]);
    }
  }

  #compareArrays(path: string, primary: JsonArray, shadow: JsonArray): void {
    const unordered = this.#unordered?.(path);
    if (this.#open.has(primary) || this.#open.has(shadow)) {
      if (unordered === undefined) this.#compareByPosition(path, primary, shadow);
      else this.#compareSharedKeys(path, primary, shadow, unordered);
      return;
    }
    if (primary.length !== shadow.length) this.#found.add('length', path, () => shapesOf(primary, shadow));
    const { differing, reordered } = alignArrays(primary, shadow, this.#ids, this.#budget, unordered);
    if (reordered && unordered !== undefined) this.#found.addExplained('order', path, unordered.by);
    else if (reordered) this.#found.addLeaf('order', path, primary, shadow);
    for (const [p, s] of differing) this.#compareElements(path, primary[p], shadow[s]);
  }

  /** Of two cut arrays in any order, only elements that are known to be one another can be compared. */
  #compareSharedKeys(path: string, primary: JsonArray, shadow: JsonArray, { key }: Unordered): void {
    const matches = matchByKey(primary, shadow, this.#ids, key);
    for (const [p, s] of matches ?? []) this.#compareElements(path, primary[p], shadow[s]);
  }

  #compareByPosition(path: string, primary: JsonArray, shadow: JsonArray): void {
    for (const [position, element] of primary.entries())
      this.#compareElements(path, element, shadow[position]);
  }

  #compareElements(path: string, primary: JsonValue | undefined, shadow: JsonValue | undefined): void {
    if (primary !== undefined && shadow !== undefined) this.compare(elementPath(path), primary, shadow);
  }
}
