export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Roughly the 97.5 % quantile of Student's distribution from 20 degrees of freedom on, and a little wide above. */
const student = 2.09;

/**
 * The slope of the straight line through the points by ordinary least squares, and half of its 95 % confidence interval:
 * t · √(Σ residual² / (n - 2) / Σ (x - mean x)²) (NIST/SEMATECH e-Handbook of Statistical Methods, 4.1.4.1).
 *
 * @param points at least 3, at more than one x.
 */
export function fitLine(points: readonly Point[]): { readonly slope: number; readonly halfWidth: number } {
  if (points.length < 3) throw new RangeError(`a line needs at least 3 points, not ${points.length}`);
  const count = points.length;
  const sum = (pick: (point: Point) => number): number =>
    points.reduce((total, point) => total + pick(point), 0);
  const meanX = sum(({ x }) => x) / count;
  const meanY = sum(({ y }) => y) / count;
  const spread = sum(({ x }) => (x - meanX) ** 2);
  const slope = sum(({ x, y }) => (x - meanX) * (y - meanY)) / spread;
  const residuals = sum(({ x, y }) => (y - meanY - slope * (x - meanX)) ** 2);
  return { slope, halfWidth: student * Math.sqrt(residuals / (count - 2) / spread) };
}
