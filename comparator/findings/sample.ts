import { maxExemplars, type Exemplar } from './finding.ts';

/**
 * An exemplar with its lot in the draw. Of all pairs those with the lowest lots are kept, which is a uniform sample; and because a
 * lot is a hash of the pairing id, samples of parts merge into the sample of the whole, and drawing twice changes nothing.
 */
export interface DrawnExemplar extends Exemplar {
  readonly lot: string;
}

export function keepLowestLots(exemplars: readonly DrawnExemplar[]): DrawnExemplar[] {
  const byPair = new Map(exemplars.map((exemplar) => [exemplar.pairingId, exemplar]));
  return [...byPair.values()]
    .sort((one, other) => (one.lot < other.lot ? -1 : one.lot > other.lot ? 1 : 0))
    .slice(0, maxExemplars);
}
