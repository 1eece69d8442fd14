import type { Comparison } from '../compare/compare.ts';
import { findingId } from '../findings/finding.ts';
import type { EvidenceDocument } from '../verdict/evidence-document.ts';
import { previewed } from './hidden-by.ts';
import type { SampledPair } from './pair-reservoir.ts';
import type { PreviewedFinding, PreviewedSample } from './rule-preview.ts';
import { compileRules } from './rule-matcher.ts';
import type { Rule } from './rule.ts';

/** Pairs a rule is tried on at most: a few hundredths of a second. */
const MAX_TRIED = 400;

/** Differing pairs, and how to compare one of them as if these were the rules. */
export interface PairSample {
  readonly pairs: readonly SampledPair[];
  readonly compareUnder: (sampled: SampledPair, rules: readonly Rule[]) => Comparison;
}

export interface Estimated extends PreviewedSample {
  readonly findings: readonly PreviewedFinding[];
}

/**
 * Compares the sampled pairs with and without the rule. A pair is in the sample because of one of its findings, and rare findings have as
 * many there as common ones: the share that vanishes is therefore given for each finding.
 */
export function estimateRule(
  rule: Rule,
  others: readonly Rule[],
  document: EvidenceDocument,
  now: Date,
  sample: PairSample | undefined,
): Estimated {
  const shownUnder = showing(sample, others, now);
  const withRule = [...others, rule];
  const byFinding = new Map<string, { sampled: number; vanished: number }>();
  const counts = { pairs: 0, changed: 0, cleared: 0 };
  for (const pair of sample?.pairs ?? []) {
    if (rule.endpoint !== undefined && rule.endpoint !== pair.endpoint) continue;
    if (counts.pairs >= MAX_TRIED) break;
    const before = shownUnder(pair, others);
    if (before.size === 0) continue;
    const after = shownUnder(pair, withRule);
    const gone = [...before].filter((id) => !after.has(id));
    counts.pairs += 1;
    if (gone.length > 0 || after.size > before.size) counts.changed += 1;
    if (after.size === 0) counts.cleared += 1;
    for (const id of before) {
      const count = byFinding.get(id) ?? { sampled: 0, vanished: 0 };
      byFinding.set(id, { sampled: count.sampled + 1, vanished: count.vanished + (after.has(id) ? 0 : 1) });
    }
  }
  const findings = document.findings.flatMap((finding): PreviewedFinding[] => {
    const count = byFinding.get(finding.id);
    return count === undefined || count.vanished === 0 ? [] : [{ ...previewed(finding), ...count }];
  });
  return { findings, ...counts };
}

/** Ids of the findings a pair shows under some rules, but for what ignore rules hide. */
function showing(sample: PairSample | undefined, others: readonly Rule[], now: Date) {
  const matcher = compileRules(others);
  return (pair: SampledPair, rules: readonly Rule[]): ReadonlySet<string> =>
    new Set(
      (sample?.compareUnder(pair, rules).differences ?? [])
        .map(({ path, class: differenceClass }) => ({
          endpoint: pair.endpoint,
          path,
          class: differenceClass,
        }))
        .filter((difference) => matcher.ignoring(difference, now) === undefined)
        .map(findingId),
    );
}
