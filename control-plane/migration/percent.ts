/** Whether a percent has at most two decimals, so that it is a whole number of hundredths. */
export function hasTwoDecimals(percent: number): boolean {
  return Math.round(percent * 100) / 100 === percent;
}

/** Percent, 0 to 100 with at most two decimals, to hundredths of a percent. Rounds because 16.24 * 100 is 1623.9999999999998. */
export function toBasisPoints(percent: number): number {
  return Math.round(percent * 100);
}

export function toPercent(basisPoints: number): number {
  return basisPoints / 100;
}
