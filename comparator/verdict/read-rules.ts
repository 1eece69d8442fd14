import { compileRules } from '../rules/rule-matcher.ts';
import type { Rule } from '../rules/rule.ts';
import type { EvidenceDocument, FindingEvidence } from './evidence-document.ts';
import { blocks } from './reason.ts';
import type { Reason, RuleUse } from './verdict.ts';

export interface RulesRead {
  /** Ids of findings that a rule in force hides. */
  readonly hidden: ReadonlySet<string>;
  readonly uses: readonly RuleUse[];
  readonly reasons: readonly Reason[];
}

/** What each rule does at this moment: rules that ignore by what they hide now, all others by what they accounted for in comparing. */
export function readRules(document: EvidenceDocument, now: Date): RulesRead {
  const { rules, findings } = document;
  const inForce = compileRules(rules);
  const hidden = new Set(
    findings.filter((finding) => inForce.ignoring(finding, now) !== undefined).map(({ id }) => id),
  );
  const read = rules.map((rule) => ({ rule, breadth: breadthOf(rule, document, now) }));
  return {
    hidden,
    uses: read.map(({ rule, breadth }) => useOf(rule, breadth, document, now)),
    reasons: read
      .filter(({ breadth }) => breadth !== undefined)
      .map(({ rule, breadth }) =>
        blocks(
          'over-broad-rule',
          `Rule ${rule.id} of ${rule.owner} hides ${breadth ?? ''}: name fewer fields, or say \`force: true\` to accept that.`,
        ),
      ),
  };
}

function useOf(rule: Rule, breadth: string | undefined, document: EvidenceDocument, now: Date): RuleUse {
  const matched = matchedFindings(rule, document, now);
  const ids = new Set(matched.map(({ id }) => id));
  const explained = document.explained.filter(({ by }) => by.kind === 'rule' && by.rule === rule.id);
  const hits =
    document.patterns
      .filter(({ shadowOnly, both }) => [...shadowOnly, ...both].some((id) => ids.has(id)))
      .reduce((sum, { pairs }) => sum + pairs, 0) + explained.reduce((sum, { count }) => sum + count, 0);
  const seen = [...matched, ...explained].map(({ lastSeen }) => lastSeen.getTime());
  return {
    id: rule.id,
    owner: rule.owner,
    reason: rule.reason,
    hits,
    lastHit: hits === 0 || seen.length === 0 ? null : new Date(Math.max(...seen)),
    expires: rule.expires ?? null,
    standing: standingOf(rule, { hits, breadth }, now),
  };
}

function standingOf(
  rule: Rule,
  { hits, breadth }: { readonly hits: number; readonly breadth: string | undefined },
  now: Date,
): RuleUse['standing'] {
  if (isExpired(rule, now)) return 'expired';
  if (breadth !== undefined) return 'over-broad';
  return hits === 0 ? 'stale' : 'active';
}

/** Expired or not: what an expired rule would hide is what comes back when it ends. */
function matchedFindings(rule: Rule, { findings }: EvidenceDocument, now: Date): FindingEvidence[] {
  const alone = compileRules([{ ...rule, expires: undefined }]);
  return findings.filter((finding) => alone.ignoring(finding, now) !== undefined);
}

/** What a rule hides too much of, in words; undefined where it may. */
function breadthOf(rule: Rule, { endpoints }: EvidenceDocument, now: Date): string | undefined {
  if (rule.force || rule.expect.kind !== 'ignore' || isExpired(rule, now)) return undefined;
  const alone = compileRules([{ ...rule, when: undefined }]);
  for (const { endpoint, fields } of endpoints) {
    if (alone.ignoring({ endpoint, path: 'status', class: 'status' }, now))
      return `the status of ${endpoint}`;
    const hides = fields.filter(
      (path) => alone.ignoring({ endpoint, path, class: rule.class ?? 'value' }, now) !== undefined,
    ).length;
    if (2 * hides > fields.length) return `${hides} of the ${fields.length} fields of ${endpoint}`;
  }
  return undefined;
}

function isExpired({ expires }: Rule, now: Date): boolean {
  return expires !== undefined && expires.getTime() <= now.getTime();
}
