import type { Difference, DifferenceClass } from '../compare/difference.ts';
import type { FindingRow, OfBasis } from './evidence-batch.ts';
import { maxKeys } from './finding.ts';
import { isDrawn, keepLowestLots, type DrawnExemplar } from './sample.ts';
import type { PairMarks } from './pair-marks.ts';
import type { Sighting } from './sighting.ts';

/** A finding of the batch that is being added up. Once its keys and exemplars are full, one more pair only counts. */
export class GrowingFinding {
  readonly #id: string;
  readonly #endpoint: string;
  readonly #path: string;
  readonly #class: DifferenceClass;
  readonly #keyHashes = new Set<string>();
  #firstSeen: Date;
  #lastSeen: Date;
  #count = 0;
  #controlCount = 0;
  #exemplars: DrawnExemplar[] = [];

  constructor(id: string, endpoint: string, difference: Difference, { seenAt }: Sighting) {
    this.#id = id;
    this.#endpoint = endpoint;
    this.#path = difference.path;
    this.#class = difference.class;
    this.#firstSeen = seenAt;
    this.#lastSeen = seenAt;
  }

  /** The shadow showed it. The key's hash is asked for only while there is room for it. */
  add(sighting: Sighting, difference: Difference, marks: PairMarks): void {
    this.#count += 1;
    this.#see(sighting);
    if (this.#keyHashes.size < maxKeys) this.#keyHashes.add(marks.keyHash);
    const { lot } = marks;
    if (!isDrawn(lot, this.#exemplars)) return;
    const drawn = { ...exemplarOf(sighting, this.#endpoint, difference), lot };
    this.#exemplars = keepLowestLots([...this.#exemplars, drawn]);
  }

  /** The control showed it. */
  addControl(sighting: Sighting): void {
    this.#controlCount += 1;
    this.#see(sighting);
  }

  toRow(of: OfBasis): FindingRow {
    return {
      ...of,
      id: this.#id,
      endpoint: this.#endpoint,
      path: this.#path,
      class: this.#class,
      count: this.#count,
      controlCount: this.#controlCount,
      firstSeen: this.#firstSeen,
      lastSeen: this.#lastSeen,
      keyHashes: [...this.#keyHashes],
      exemplars: this.#exemplars,
    };
  }

  #see({ seenAt }: Sighting): void {
    if (seenAt < this.#firstSeen) this.#firstSeen = seenAt;
    if (seenAt > this.#lastSeen) this.#lastSeen = seenAt;
  }
}

function exemplarOf(sighting: Sighting, endpoint: string, { primary, shadow }: Difference) {
  const { seenAt, pairingId, method } = sighting;
  // Endpoints are `METHOD /template`; those that are not (`*`, a GraphQL operation) are shown as they are.
  const path = endpoint.startsWith(`${method} `) ? endpoint.slice(method.length + 1) : endpoint;
  return { seenAt, pairingId, request: { method, path }, primary, shadow };
}
