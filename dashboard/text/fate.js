/** @typedef {'evidence' | 'finding' | 'partial' | 'set-aside' | 'loss'} FateMeaning */

/** @type {Readonly<Record<string, { meaning: FateMeaning, text: string }>>} */
const fates = {
  compared: { meaning: 'evidence', text: 'Both answers came, whole and in comparable order.' },
  'shadow-error': { meaning: 'finding', text: 'The shadow failed where the primary did not.' },
  truncated: { meaning: 'partial', text: 'Longer than is captured: compared in part, never a full match.' },
  raced: {
    meaning: 'set-aside',
    text: 'Ran in another order on each side than a request it conflicts with.',
  },
  'foreign-id': { meaning: 'set-aside', text: 'Names an id that the shadow issued differently.' },
  auth: { meaning: 'set-aside', text: 'The shadow asked for a login where the primary did not.' },
  tainted: { meaning: 'set-aside', text: 'Its key is known to have drifted.' },
  'not-comparable': { meaning: 'set-aside', text: 'Cached, ranged, undecodable, or excluded by a rule.' },
  aborted: { meaning: 'loss', text: 'Cut off before both sides were done.' },
  'too-large': { meaning: 'loss', text: 'Over the mirror’s body limit, so no copy was sent.' },
  late: { meaning: 'loss', text: 'The other half came after the wait for it was over.' },
  'primary-only': { meaning: 'loss', text: 'The shadow’s half never came.' },
  'shadow-only': { meaning: 'loss', text: 'The primary’s half never came.' },
  'dropped-envoy': { meaning: 'loss', text: 'Envoy had no room for the record, by its own count.' },
  'dropped-ingest': { meaning: 'loss', text: 'The comparator had no room for the record.' },
  'lost-comparator': { meaning: 'loss', text: 'On its way when no comparator was there to take it.' },
  unknown: { meaning: 'loss', text: 'Never arrived; the cause is not known.' },
};

/** @type {Readonly<Record<FateMeaning, string>>} */
const meanings = {
  evidence: 'Evidence',
  finding: 'Finding',
  partial: 'Partial',
  'set-aside': 'Set aside',
  loss: 'Loss',
};

/** Every fate this page knows, in the order shown. */
export const knownFates = Object.keys(fates);

/**
 * A fate this page does not know counts as loss: never greener than the evidence.
 * @param {string} fate
 */
export function fateText(fate) {
  const { meaning, text } = fates[fate] ?? { meaning: 'loss', text: 'Not known to this page.' };
  return { meaning, meaningText: meanings[meaning], text };
}
