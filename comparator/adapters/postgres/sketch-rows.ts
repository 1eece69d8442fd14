import type { EndpointRow, OfBasis } from '../../findings/evidence-batch.ts';
import type { LatencyEvidence, Sketch } from '../../verdict/evidence-document.ts';
import { emptySketch } from '../../latency/sketch.ts';

/** One sketch as it is stored. */
export interface StoredSketch {
  readonly sketch: string;
  /** Counts by bin. */
  readonly bins: Readonly<Record<string, number>>;
  readonly zero: number;
  readonly infinite: number;
}

export interface SketchRow extends OfBasis, StoredSketch {
  readonly endpoint: string;
}

/** The sketches of an endpoint that something came to. */
export function toSketchRows({ migration, basis, endpoint, latency }: EndpointRow): SketchRow[] {
  const { primary, shadow, blocks } = latency;
  return Object.entries({ primary, shadow, ...blocks })
    .filter(([, { bins, zero, infinite }]) => bins.length + zero + infinite > 0)
    .map(([sketch, { bins, zero, infinite }]) => ({
      migration,
      basis,
      endpoint,
      sketch,
      bins: Object.fromEntries(bins),
      zero,
      infinite,
    }));
}

export function fromStoredSketches(stored: readonly StoredSketch[]): LatencyEvidence {
  const of = (name: string): Sketch => {
    const found = stored.find(({ sketch }) => sketch === name);
    if (found === undefined) return emptySketch;
    const bins = Object.entries(found.bins).map(([bin, count]) => [Number(bin), count] as const);
    return {
      bins: bins.sort(([one], [other]) => one - other),
      zero: found.zero,
      infinite: found.infinite,
    };
  };
  return {
    primary: of('primary'),
    shadow: of('shadow'),
    blocks: { p50: of('p50'), p95: of('p95'), p99: of('p99') },
  };
}
