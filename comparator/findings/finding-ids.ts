import type { DifferenceClass } from '../compare/difference.ts';
import { findingId } from './finding.ts';

/** More kinds than this are forgotten, and worked out anew. */
const maxKnown = 20_000;

/** The ids of findings by what makes them: differences of one kind come again and again, and a hash takes 1.5 µs (2026-11-26). */
export class FindingIds {
  readonly #byEndpoint = new Map<string, Map<string, string>>();
  #known = 0;

  of(endpoint: string, path: string, differenceClass: DifferenceClass): string {
    let ids = this.#byEndpoint.get(endpoint);
    if (ids === undefined) this.#byEndpoint.set(endpoint, (ids = new Map<string, string>()));
    const kind = `${differenceClass} ${path}`;
    let id = ids.get(kind);
    if (id === undefined) {
      id = findingId({ endpoint, path, class: differenceClass });
      ids.set(kind, id);
      this.#known += 1;
      if (this.#known > maxKnown) this.#forget();
    }
    return id;
  }

  #forget(): void {
    this.#byEndpoint.clear();
    this.#known = 0;
  }
}
