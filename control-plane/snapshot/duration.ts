/** A duration as Envoy's configuration writes it. */
export function seconds(milliseconds: number): string {
  return `${milliseconds / 1_000}s`;
}
