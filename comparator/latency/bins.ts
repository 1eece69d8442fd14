import { DDSketch } from '@datadog/sketches-js';

/** Of a sketch's bins: a value is told to within so much of itself. */
const relativeAccuracy = 0.01;

/**
 * DDSketch's logarithmic mapping. The package exports no mapping, only sketches that have one. Its sketches are not used: their stores
 * are dense arrays, cannot be read back bin by bin, and know no infinity.
 */
const { mapping } = new DDSketch({ relativeAccuracy });

/** The bin of a positive, finite value: bin i holds (g^(i-1), g^i]. */
export function binOf(value: number): number {
  return mapping.key(value);
}

/** The highest value of a bin. */
export function upperEdge(bin: number): number {
  return mapping.gamma ** bin;
}

/** The value that stands for a bin: at most 1 % from all that are in it. */
export function valueOf(bin: number): number {
  return mapping.value(bin);
}
