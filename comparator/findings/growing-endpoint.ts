import { LatencyRecorder } from '../latency/latency-recorder.ts';
import type { EndpointRow, OfBasis, PairCounts } from './evidence-batch.ts';
import { maxKeys } from './finding.ts';
import type { PairMarks } from './pair-marks.ts';
import type { Sighting } from './sighting.ts';

/** Paths kept of an endpoint's answers. */
export const maxFields = 500;

/** The first pairs of an endpoint whose answer is looked into for its fields, and every how many of those after. */
const sampled = { first: 20, thenEvery: 1_024 };

/** An endpoint of one basis. Keys and fields that it is known to have are not told twice; the rest begins anew with each batch. */
export class GrowingEndpoint {
  readonly #endpoint: string;
  readonly #latency = new LatencyRecorder();
  readonly #keys = new Set<string>();
  readonly #fields = new Set<string>();
  #offered = 0;
  #newKeys: string[] = [];
  #newFields: string[] = [];
  #counts: { -readonly [count in keyof PairCounts]: number } = noPairs();
  #seen: { readonly first: Date; readonly last: Date } | undefined;

  constructor(endpoint: string) {
    this.#endpoint = endpoint;
  }

  /** Something is to be told. */
  get hasGrown(): boolean {
    return this.#seen !== undefined;
  }

  /** The key's hash is asked for only while there is room for it. */
  add(
    { seenAt, upstreamTimeUs }: Sighting,
    as: Exclude<keyof PairCounts, 'controlled'>,
    controlled: boolean,
    marks: Pick<PairMarks, 'keyHash'>,
  ): void {
    this.#counts[as] += 1;
    if (controlled) this.#counts.controlled += 1;
    this.#see(seenAt);
    if (this.#keys.size < maxKeys) note(marks.keyHash, this.#keys, this.#newKeys);
    const { primary, shadow } = upstreamTimeUs;
    if (primary !== undefined && shadow !== undefined) this.#latency.add(primary, shadow, seenAt.getTime());
  }

  /** Learns from the answer where it is its turn to be looked into. */
  sampleFields({ seenAt }: Sighting, paths: () => Iterable<string>): void {
    const turn = this.#offered;
    this.#offered += 1;
    if (turn >= sampled.first && turn % sampled.thenEvery !== 0) return;
    this.#see(seenAt);
    for (const path of paths()) {
      if (this.#fields.size >= maxFields) return;
      note(path, this.#fields, this.#newFields);
    }
  }

  take(of: OfBasis): EndpointRow | undefined {
    if (this.#seen === undefined) return undefined;
    const row = {
      ...of,
      endpoint: this.#endpoint,
      ...this.#counts,
      keyHashes: this.#newKeys.sort(),
      fields: this.#newFields.sort(),
      latency: this.#latency.take(),
      firstSeen: this.#seen.first,
      lastSeen: this.#seen.last,
    };
    this.#counts = noPairs();
    this.#newKeys = [];
    this.#newFields = [];
    this.#seen = undefined;
    return row;
  }

  #see(at: Date): void {
    const { first = at, last = at } = this.#seen ?? {};
    if (this.#seen === undefined || at < first || at > last) {
      this.#seen = { first: at < first ? at : first, last: at > last ? at : last };
    }
  }
}

function noPairs(): PairCounts {
  return { identical: 0, differing: 0, partial: 0, controlled: 0 };
}

function note(one: string, known: Set<string>, told: string[]): void {
  if (known.has(one)) return;
  known.add(one);
  told.push(one);
}
