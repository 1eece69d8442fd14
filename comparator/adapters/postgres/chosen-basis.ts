import type { EvidenceView } from '../../findings/evidence-view.ts';

/** The id of the basis that a view is of, by the first three parameters: those of `parametersOf`. */
export const chosenBasis = `
  SELECT id FROM umbra_comparator.basis
  WHERE migration = $1 AND ($2::text IS NULL OR (configuration = $2 AND data_cycle = $3::bigint))
  ORDER BY last_seen DESC, id LIMIT 1`;

export function parametersOf({ migration, of }: EvidenceView): unknown[] {
  return [migration, of?.configuration, of?.dataCycle];
}
