/** Of a block: fewer pairs say little of a p99, and a shorter time has one and the same load all through. */
export const blockMinimum = { pairs: 200, ms: 5_000 };

/** Times kept of a block. Where more come within its time, every second is left out, then three of four, and so on. */
const maxKept = 1_024;

/** Consecutive pairs' times. */
export class LatencyBlock {
  #primary: number[] = [];
  #shadow: number[] = [];
  #pairs = 0;
  #everyNth = 1;
  #firstMs = Infinity;
  #lastMs = -Infinity;

  add(primaryUs: number, shadowUs: number, atMs: number): void {
    this.#firstMs = Math.min(this.#firstMs, atMs);
    this.#lastMs = Math.max(this.#lastMs, atMs);
    if (this.#pairs % this.#everyNth === 0) {
      this.#primary.push(primaryUs);
      this.#shadow.push(shadowUs);
      if (this.#primary.length === maxKept) this.#halve();
    }
    this.#pairs += 1;
  }

  get isFull(): boolean {
    return this.#pairs >= blockMinimum.pairs && this.#lastMs - this.#firstMs >= blockMinimum.ms;
  }

  /** Of a q, the shadow's q-quantile to the primary's, by nearest rank; undefined where neither answered, so that there is no ratio. */
  ratios(): (q: number) => number | undefined {
    const [primaries, shadows] = [
      Float64Array.from(this.#primary).sort(),
      Float64Array.from(this.#shadow).sort(),
    ];
    return (q) => {
      const [primary, shadow] = [quantileOf(primaries, q), quantileOf(shadows, q)];
      if (primary === shadow) return primary === Infinity ? undefined : 1;
      return shadow / primary;
    };
  }

  #halve(): void {
    const isKept = (_time: number, at: number): boolean => at % 2 === 0;
    this.#primary = this.#primary.filter(isKept);
    this.#shadow = this.#shadow.filter(isKept);
    this.#everyNth *= 2;
  }
}

function quantileOf(sorted: Float64Array, q: number): number {
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? 0;
}
