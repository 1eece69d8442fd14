import type { LatencyEvidence } from '../verdict/evidence-document.ts';
import { GrowingSketch } from './growing-sketch.ts';
import { LatencyBlock } from './latency-block.ts';

/** Quantiles that are compared. */
export const quantiles = { p50: 0.5, p95: 0.95, p99: 0.99 } as const;

export type Quantile = keyof typeof quantiles;

export const quantileNames = Object.keys(quantiles) as readonly Quantile[];

/**
 * Upstream times of one endpoint's pairs. Beside the sketches of both sides it keeps the ratio of the two sides' quantiles of each
 * block of consecutive pairs: within a block times may depend on one another as they like, and a ratio of quantiles needs no two of
 * them to be independent. What a block has when the process dies is in the sketches, and in no block.
 */
export class LatencyRecorder {
  readonly #primary = new GrowingSketch();
  readonly #shadow = new GrowingSketch();
  readonly #ratios = { p50: new GrowingSketch(), p95: new GrowingSketch(), p99: new GrowingSketch() };
  #block = new LatencyBlock();

  /** Microseconds, Infinity where the upstream failed; `atMs` is when the pair was, by any one clock. */
  add(primaryUs: number, shadowUs: number, atMs: number): void {
    this.#primary.add(primaryUs);
    this.#shadow.add(shadowUs);
    this.#block.add(primaryUs, shadowUs, atMs);
    if (!this.#block.isFull) return;
    const ratioAt = this.#block.ratios();
    for (const name of quantileNames) {
      const ratio = ratioAt(quantiles[name]);
      if (ratio !== undefined) this.#ratios[name].add(ratio);
    }
    this.#block = new LatencyBlock();
  }

  /** What came since the last time. */
  take(): LatencyEvidence {
    return {
      primary: this.#primary.take(),
      shadow: this.#shadow.take(),
      blocks: {
        p50: this.#ratios.p50.take(),
        p95: this.#ratios.p95.take(),
        p99: this.#ratios.p99.take(),
      },
    };
  }
}
