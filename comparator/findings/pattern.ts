import { digestOf } from '../epoch/digest.ts';
import type { PatternEvidence } from '../verdict/evidence-document.ts';

/** What came together in a pair: endpoint, whether there was a control, and the ids of the findings. */
export type Together = Omit<PatternEvidence, 'pairs'>;

export function patternId({ endpoint, controlled, shadowOnly, controlOnly, both }: Together): string {
  return digestOf([endpoint, controlled, shadowOnly, controlOnly, both]);
}

/** Ids by which of two sides showed them, sorted. */
export function together(
  { endpoint, controlled }: Pick<Together, 'endpoint' | 'controlled'>,
  shadow: ReadonlySet<string>,
  control: ReadonlySet<string>,
): Together {
  const shadowIds = [...shadow].sort();
  return {
    endpoint,
    controlled,
    shadowOnly: shadowIds.filter((id) => !control.has(id)),
    controlOnly: [...control].filter((id) => !shadow.has(id)).sort(),
    both: shadowIds.filter((id) => control.has(id)),
  };
}

/** Tells one from another without the cost of a digest: differing pairs come in few patterns. */
export function nameOf({ endpoint, controlled, shadowOnly, controlOnly, both }: Together): string {
  return [endpoint, String(controlled), shadowOnly.join(), controlOnly.join(), both.join()].join('\n');
}
