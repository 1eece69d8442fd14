/** How a mirrored request ended; each ends in exactly one. */
export const fates = [
  'compared',
  'shadow-error',
  'truncated',
  'raced',
  'foreign-id',
  'auth',
  'tainted',
  'not-comparable',
  'aborted',
  'too-large',
  'late',
  'primary-only',
  'shadow-only',
  'dropped-envoy',
  'dropped-ingest',
  'lost-comparator',
  'unknown',
] as const;

export type Fate = (typeof fates)[number];

/** What a fate means for a verdict. */
export type FateMeaning = 'evidence' | 'finding' | 'partial' | 'set-aside' | 'loss';

const meanings: Readonly<Record<Fate, FateMeaning>> = {
  compared: 'evidence',
  'shadow-error': 'finding',
  truncated: 'partial',
  raced: 'set-aside',
  'foreign-id': 'set-aside',
  auth: 'set-aside',
  tainted: 'set-aside',
  'not-comparable': 'set-aside',
  aborted: 'loss',
  'too-large': 'loss',
  late: 'loss',
  'primary-only': 'loss',
  'shadow-only': 'loss',
  'dropped-envoy': 'loss',
  'dropped-ingest': 'loss',
  'lost-comparator': 'loss',
  unknown: 'loss',
};

export function meaningOf(fate: Fate): FateMeaning {
  return meanings[fate];
}
