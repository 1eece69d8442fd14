import type { Difference } from '../compare/difference.ts';
import type { CapturedBody, Exchange } from '../exchange/exchange.ts';
import type { Pair } from '../exchange/pair.ts';
import { formatPairingId } from '../exchange/pairing-id.ts';
import { FindingIds } from '../findings/finding-ids.ts';
import { lotOf } from '../findings/sample.ts';

/** Of all migrations together. Previews of rules are worth that much memory, and a few hundred pairs of 64 KiB fit. */
export const MAX_SAMPLED_BYTES = 32 * 1_024 * 1_024;

/** Of each finding: enough to tell a rule that explains nearly all of it from one that explains half. */
export const SAMPLED_PAIRS_PER_FINDING = 8;

/** What a pair takes besides its bodies, about. */
const BYTES_PER_PAIR = 4_096;

export interface SampledPair {
  readonly endpoint: string;
  readonly pair: Pair;
}

interface Sampled extends SampledPair {
  /** Migration and pairing id. */
  readonly id: string;
  readonly lot: string;
  readonly bytes: number;
  /** In whose samples it is. */
  readonly findings: Set<string>;
}

type Samples = Map<string, Sampled[]>;

/**
 * A few differing pairs of every finding, with their bodies: those with the lowest lots, which is a uniform sample of the finding's. In
 * memory only, and bounded: what a rule that is not saved yet would account for can be tried on them.
 */
export class PairReservoir {
  readonly #maxBytes: number;
  readonly #ids = new FindingIds();
  /** By migration and finding; the finding that changed last comes last. */
  readonly #byMigration = new Map<string, Samples>();
  readonly #byId = new Map<string, Sampled>();
  #bytes = 0;

  constructor(maxBytes: number = MAX_SAMPLED_BYTES) {
    this.#maxBytes = maxBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** A pair that differs, as soon as it is compared: its bodies are gone once it is known whether it counts. */
  offer(pair: Pair, endpoint: string, differences: readonly Difference[]): void {
    const samples = this.#samplesOf(pair.primary.migration);
    const lot = lotOf(formatPairingId(pair.primary.id));
    let sampled: Sampled | undefined;
    for (const { path, class: differenceClass } of differences) {
      const finding = this.#ids.of(endpoint, path, differenceClass);
      const sample = samples.get(finding) ?? [];
      if (!isDrawn(lot, sample)) continue;
      sampled ??= this.#take(pair, endpoint, lot);
      if (sampled.findings.has(finding)) continue;
      samples.delete(finding);
      samples.set(finding, this.#drawn(finding, sample, sampled));
    }
    if (this.#bytes > this.#maxBytes) this.#makeRoom();
  }

  /** A pair that turned out to say nothing, because of its order or of drifted data. */
  withdraw(request: Pick<Exchange, 'migration' | 'id'>): void {
    const sampled = this.#byId.get(nameOf(request));
    if (sampled === undefined) return;
    const samples = this.#samplesOf(request.migration);
    for (const finding of [...sampled.findings]) {
      const sample = samples.get(finding) ?? [];
      samples.set(
        finding,
        sample.filter((other) => other !== sampled),
      );
      this.#release(sampled, finding);
    }
  }

  /** Each pair once, however many findings it stands for; the first of every finding, then the second of every finding. */
  sampleOf(migration: string): readonly SampledPair[] {
    const samples = [...(this.#byMigration.get(migration)?.values() ?? [])];
    const ranks = Array.from({ length: SAMPLED_PAIRS_PER_FINDING }, (_, rank) => rank);
    return [...new Set(ranks.flatMap((rank) => samples.flatMap((sample) => sample.slice(rank, rank + 1))))];
  }

  /** What was sampled says nothing of another build, another mapping or a shadow that was reset. */
  forget(migration: string): void {
    for (const [finding, sample] of this.#samplesOf(migration)) {
      for (const sampled of sample) this.#release(sampled, finding);
    }
    this.#byMigration.delete(migration);
  }

  #samplesOf(migration: string): Samples {
    let samples = this.#byMigration.get(migration);
    if (samples === undefined) this.#byMigration.set(migration, (samples = new Map<string, Sampled[]>()));
    return samples;
  }

  #take(pair: Pair, endpoint: string, lot: string): Sampled {
    const id = nameOf(pair.primary);
    const known = this.#byId.get(id);
    if (known !== undefined) return known;
    const sampled = {
      id,
      endpoint,
      pair: apart(pair),
      lot,
      bytes: bytesOf(pair),
      findings: new Set<string>(),
    };
    this.#byId.set(id, sampled);
    this.#bytes += sampled.bytes;
    return sampled;
  }

  #drawn(finding: string, sample: readonly Sampled[], added: Sampled): Sampled[] {
    added.findings.add(finding);
    const sorted = [...sample, added].sort((one, other) => (one.lot < other.lot ? -1 : 1));
    for (const left of sorted.splice(SAMPLED_PAIRS_PER_FINDING)) this.#release(left, finding);
    return sorted;
  }

  #release(sampled: Sampled, finding: string): void {
    sampled.findings.delete(finding);
    if (sampled.findings.size > 0) return;
    this.#byId.delete(sampled.id);
    this.#bytes -= sampled.bytes;
  }

  /** Of findings that changed longest ago first, each its last, until all fits. */
  #makeRoom(): void {
    for (const samples of this.#byMigration.values()) {
      for (const [finding, sample] of samples) {
        while (this.#bytes > this.#maxBytes && sample.length > 0) {
          const last = sample.pop();
          if (last !== undefined) this.#release(last, finding);
        }
        if (sample.length === 0) samples.delete(finding);
        if (this.#bytes <= this.#maxBytes) return;
      }
    }
  }
}

function nameOf({ migration, id }: Pick<Exchange, 'migration' | 'id'>): string {
  return `${migration} ${formatPairingId(id)}`;
}

function isDrawn(lot: string, sample: readonly Sampled[]): boolean {
  const last = sample[SAMPLED_PAIRS_PER_FINDING - 1];
  return last === undefined || lot < last.lot;
}

function bytesOf({ primary, shadow }: Pair): number {
  return BYTES_PER_PAIR + sizeOf(primary.response.body) + sizeOf(shadow.response.body);
}

function sizeOf(body: CapturedBody | undefined): number {
  return body?.data.length ?? 0;
}

/** Bodies are parts of the log's messages, each of which would stay in memory as a whole. What was asked is not needed. */
function apart({ primary, shadow }: Pair): Pair {
  return { primary: copyOf(primary), shadow: copyOf(shadow) };
}

function copyOf(exchange: Exchange): Exchange {
  const { request, response } = exchange;
  const body = response.body && { ...response.body, data: Uint8Array.from(response.body.data) };
  return { ...exchange, request: { ...request, body: undefined }, response: { ...response, body } };
}
