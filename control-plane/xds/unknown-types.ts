import type { Receipt } from './receipt.ts';

/** Told apart per stream. */
const maxTypes = 16;
const maxUrlCharacters = 200;

/** The types that a client asks for and that are not served, each told as new once. */
export class UnknownTypes {
  readonly #seen = new Set<string>();

  receive(url: string): Receipt {
    const typeUrl = url.length > maxUrlCharacters ? `one whose URL has ${url.length} characters` : url;
    const first = !this.#seen.has(typeUrl) && this.#seen.size < maxTypes;
    if (first) this.#seen.add(typeUrl);
    return { kind: 'unknown-type', typeUrl, first };
  }
}
