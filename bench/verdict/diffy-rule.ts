/**
 * Diffy's rule for one field (twitter-archive/diffy, JoinedDifferences.scala, its default thresholds of 20 % relative and 0.03 % absolute):
 * `raw` times primary and candidate differed, `noise` times primary and secondary did, of `n` requests of the endpoint.
 */
export function diffyReports(raw: number, noise: number, n: number): boolean {
  if (raw <= noise) return false;
  return (raw - noise) / (raw + noise) > 0.2 && (raw - noise) / n > 0.0003;
}
