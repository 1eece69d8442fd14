import type { LatencyEvidence, Sketch } from '../verdict/evidence-document.ts';
import { binOf, upperEdge, valueOf } from './bins.ts';

export const emptySketch: Sketch = { bins: [], zero: 0, infinite: 0 };

export const noLatency: LatencyEvidence = {
  primary: emptySketch,
  shadow: emptySketch,
  blocks: { p50: emptySketch, p95: emptySketch, p99: emptySketch },
};

export function sumOfSketches(sketches: readonly Sketch[]): Sketch {
  const bins = new Map<number, number>();
  let zero = 0;
  let infinite = 0;
  for (const sketch of sketches) {
    for (const [bin, count] of sketch.bins) bins.set(bin, (bins.get(bin) ?? 0) + count);
    zero += sketch.zero;
    infinite += sketch.infinite;
  }
  return { bins: [...bins].sort(([a], [b]) => a - b), zero, infinite };
}

export function sumOfLatencies(latencies: readonly LatencyEvidence[]): LatencyEvidence {
  const sum = (part: (latency: LatencyEvidence) => Sketch): Sketch => sumOfSketches(latencies.map(part));
  return {
    primary: sum(({ primary }) => primary),
    shadow: sum(({ shadow }) => shadow),
    blocks: {
      p50: sum(({ blocks }) => blocks.p50),
      p95: sum(({ blocks }) => blocks.p95),
      p99: sum(({ blocks }) => blocks.p99),
    },
  };
}

export function countOf({ bins, zero, infinite }: Sketch): number {
  return bins.reduce((sum, [, count]) => sum + count, zero + infinite);
}

/** The q-quantile by nearest rank, within 1 %; undefined of nothing. */
export function quantileOf(sketch: Sketch, q: number): number | undefined {
  const count = countOf(sketch);
  if (count === 0) return undefined;
  let left = Math.max(1, Math.ceil(q * count)) - sketch.zero;
  if (left <= 0) return 0;
  for (const [bin, inBin] of sketch.bins) {
    left -= inBin;
    if (left <= 0) return valueOf(bin);
  }
  return Infinity;
}

/** Values that are surely more than `bound`, which is positive, and surely at most it: the bin in which it lies counts to neither. */
export function sidesOf(sketch: Sketch, bound: number): { readonly above: number; readonly below: number } {
  const edge = lowestEdgeFrom(bound);
  const lastBelow = upperEdge(edge) === bound ? edge : edge - 1;
  let above = sketch.infinite;
  let below = sketch.zero;
  for (const [bin, count] of sketch.bins) {
    if (bin > edge) above += count;
    else if (bin <= lastBelow) below += count;
  }
  return { above, below };
}

/** The lowest bin whose upper edge is not below `bound`; the mapping's logarithm may be off by one where `bound` is an edge. */
function lowestEdgeFrom(bound: number): number {
  let edge = binOf(bound);
  while (upperEdge(edge - 1) >= bound) edge -= 1;
  while (upperEdge(edge) < bound) edge += 1;
  return edge;
}
