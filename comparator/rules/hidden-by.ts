import type { EvidenceDocument, FindingEvidence } from '../verdict/evidence-document.ts';
import type { PreviewedFinding } from './rule-preview.ts';
import { compileRules } from './rule-matcher.ts';
import type { Rule } from './rule.ts';

export interface Hidden {
  readonly findings: readonly PreviewedFinding[];
  readonly pairs: number;
  readonly cleared: number;
}

/** What an ignore rule would hide beyond what the others do, counted exactly: by which findings came together in a pair. */
export function hiddenBy(
  rule: Rule,
  others: readonly Rule[],
  { findings, patterns }: EvidenceDocument,
  now: Date,
): Hidden {
  const matcher = compileRules([rule]);
  const before = compileRules(others);
  const hides = (finding: FindingEvidence) => matcher.ignoring(finding, now) !== undefined;
  const shown = findings.filter((finding) => before.ignoring(finding, now) === undefined);
  const hidden = new Set(shown.filter(hides).map(({ id }) => id));
  const left = new Set(shown.map(({ id }) => id).filter((id) => !hidden.has(id)));
  let pairs = 0;
  let cleared = 0;
  for (const pattern of patterns) {
    const ids = [...pattern.shadowOnly, ...pattern.both];
    if (!ids.some((id) => hidden.has(id))) continue;
    pairs += pattern.pairs;
    if (!ids.some((id) => left.has(id))) cleared += pattern.pairs;
  }
  return { findings: shown.filter(({ id }) => hidden.has(id)).map(previewed), pairs, cleared };
}

export function previewed({
  id,
  endpoint,
  path,
  class: differenceClass,
  count,
}: FindingEvidence): PreviewedFinding {
  return { id, endpoint, path, class: differenceClass, pairs: count };
}
