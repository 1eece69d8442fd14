import { canonicalDecimal } from './decimal.ts';
import { JsonNested, JsonNumber } from './json-value.ts';
import type { JsonValue } from './json-value.ts';

/**
 * Gives equal values equal numbers: members in any order, numbers by value. Exact, where a hash could collide, and each
 * container is visited once however often it is asked for, so the cost is linear in the body.
 */
export class CanonicalIds {
  readonly #ids = new Map<string, number>();
  readonly #known = new Map<JsonValue, number>();

  of(value: JsonValue): number {
    if (value === null || typeof value !== 'object') return this.#intern(scalarText(value));
    const known = this.#known.get(value);
    if (known !== undefined) return known;
    const id = this.#intern(this.#text(value));
    this.#known.set(value, id);
    return id;
  }

  #text(value: Exclude<JsonValue, null | boolean | string>): string {
    if (value instanceof JsonNumber) return `#${canonicalDecimal(value.text)}`;
    if (value instanceof JsonNested) return `?${value.text}`;
    if (Array.isArray(value)) return `[${value.map((element) => this.of(element)).join()}`;
    const members = Array.from(value, ([name, member]) => [this.of(name), this.of(member)] as const);
    members.sort(([a], [b]) => a - b);
    return `{${members.join(';')}`;
  }

  #intern(text: string): number {
    const id = this.#ids.get(text) ?? this.#ids.size;
    this.#ids.set(text, id);
    return id;
  }
}

function scalarText(value: null | boolean | string): string {
  return typeof value === 'string' ? `"${value}` : String(value);
}
