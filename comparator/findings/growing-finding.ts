import type { Difference, DifferenceClass } from '../compare/difference.ts';
import { maxKeys, type FindingIdentity } from './finding.ts';
import { isDrawn, keepLowestLots, type DrawnExemplar } from './sample.ts';
import type { Sighting } from './sighting.ts';

export interface FindingRow extends FindingIdentity {
  readonly migration: string;
  readonly id: string;
  readonly count: number;
  readonly firstSeen: Date;
  readonly lastSeen: Date;
  /** At most `maxKeys`, of distinct keys. */
  readonly keyHashes: readonly string[];
  readonly exemplars: readonly DrawnExemplar[];
}

/** A finding of the batch that is being added up. Once its keys and exemplars are full, one more pair only counts. */
export class GrowingFinding {
  readonly #id: string;
  readonly #endpoint: string;
  readonly #path: string;
  readonly #class: DifferenceClass;
  readonly #first: Sighting;
  readonly #keyHashes = new Set<string>();
  #lastSeen: Date;
  #count = 0;
  #exemplars: DrawnExemplar[] = [];

  constructor(id: string, endpoint: string, difference: Difference, first: Sighting) {
    this.#id = id;
    this.#endpoint = endpoint;
    this.#path = difference.path;
    this.#class = difference.class;
    this.#first = first;
    this.#lastSeen = first.seenAt;
  }

  /** `keyHash` is asked for only while there is room for it. */
  add(sighting: Sighting, difference: Difference, lot: string, keyHash: () => string): void {
    this.#count += 1;
    this.#lastSeen = sighting.seenAt;
    if (this.#keyHashes.size < maxKeys) this.#keyHashes.add(keyHash());
    if (!isDrawn(lot, this.#exemplars)) return;
    const drawn = { ...exemplarOf(sighting, this.#endpoint, difference), lot };
    this.#exemplars = keepLowestLots([...this.#exemplars, drawn]);
  }

  toRow(): FindingRow {
    return {
      migration: this.#first.migration,
      id: this.#id,
      endpoint: this.#endpoint,
      path: this.#path,
      class: this.#class,
      count: this.#count,
      firstSeen: this.#first.seenAt,
      lastSeen: this.#lastSeen,
      keyHashes: [...this.#keyHashes],
      exemplars: this.#exemplars,
    };
  }
}

function exemplarOf(sighting: Sighting, endpoint: string, { primary, shadow }: Difference) {
  const { seenAt, pairingId, method } = sighting;
  // Endpoints are `METHOD /template`; those that are not (`*`, a GraphQL operation) are shown as they are.
  const path = endpoint.startsWith(`${method} `) ? endpoint.slice(method.length + 1) : endpoint;
  return { seenAt, pairingId, request: { method, path }, primary, shadow };
}
