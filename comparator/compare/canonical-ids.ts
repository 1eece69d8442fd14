import { canonicalDecimal } from './decimal.ts';
import { JsonNested, JsonNumber, type JsonArray, type JsonObject, type JsonValue } from './json-value.ts';

/**
 * Gives equal values equal numbers: members in any order, numbers by value. Exact, where a hash could collide, and each
 * container is visited once however often it is asked for, so the cost is linear in the body.
 */
export class CanonicalIds {
  /** Strings, as they are: most of what is asked for. */
  readonly #ofStrings = new Map<string, number>();
  /** All else, by a text that says what it is. */
  readonly #ofTexts = new Map<string, number>();
  readonly #known = new Map<JsonValue, number>();
  #next = 0;

  of(value: JsonValue): number {
    if (typeof value === 'string') return this.#intern(this.#ofStrings, value);
    if (value === null || typeof value !== 'object') return this.#intern(this.#ofTexts, String(value));
    if (value instanceof JsonNumber) return this.#intern(this.#ofTexts, `#${canonicalDecimal(value.text)}`);
    const known = this.#known.get(value);
    if (known !== undefined) return known;
    const id = this.#intern(this.#ofTexts, this.#text(value));
    this.#known.set(value, id);
    return id;
  }

  #text(value: JsonNested | JsonArray | JsonObject): string {
    if (value instanceof JsonNested) return `?${value.text}`;
    if (Array.isArray(value)) return `[${value.map((element) => this.of(element)).join()}`;
    const members = value.values.map(
      (member, at) => [this.of(value.names.list[at] ?? ''), this.of(member)] as const,
    );
    members.sort(([a], [b]) => a - b);
    return `{${members.join(';')}`;
  }

  #intern(ids: Map<string, number>, text: string): number {
    let id = ids.get(text);
    if (id === undefined) {
      id = this.#next;
      this.#next += 1;
      ids.set(text, id);
    }
    return id;
  }
}
