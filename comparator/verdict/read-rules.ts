import { coveredInWords, coverageOf, isOverBroad } from '../rules/coverage.ts';
import { isActive } from '../rules/is-active.ts';
import { PathIndex } from '../rules/path-index.ts';
import { concerns } from '../rules/rule-matcher.ts';
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

interface Hits {
  pairs: number;
  lastMs: number;
}

/** What each rule does at this moment: rules that ignore by what they hide now, all others by what they accounted for in comparing. */
export function readRules(document: EvidenceDocument, now: Date): RulesRead {
  const isInForce = (rule: Rule): boolean => isActive(rule, now.getTime());
  const ignoring = document.rules.filter(({ expect }) => expect.kind === 'ignore');
  const matched = matchedFindings(document, ignoring);
  const hits = hitsOf(document, matched);
  const breadths = breadthsOf(
    document,
    ignoring.filter((rule) => isInForce(rule) && !rule.force),
  );
  return {
    hidden: new Set([...matched].filter(([, rules]) => rules.some(isInForce)).map(([{ id }]) => id)),
    uses: document.rules.map((rule) =>
      useOf(
        rule,
        hits.get(rule.id),
        isInForce(rule) ? (breadths.has(rule) ? 'over-broad' : 'active') : 'expired',
      ),
    ),
    reasons: [...breadths].map(([rule, what]) =>
      blocks(
        'over-broad-rule',
        `Rule ${rule.id} of ${rule.owner} hides ${what}: name fewer fields, or say \`force: true\` to accept that.`,
      ),
    ),
  };
}

/**
 * The rules that name each finding, expired ones too: what one of these would hide is what came back when it ended. Rules that ask for the
 * primary's status were applied in comparing, and are not among them.
 */
function matchedFindings(
  { findings }: EvidenceDocument,
  ignoring: readonly Rule[],
): ReadonlyMap<FindingEvidence, readonly Rule[]> {
  const index = indexOf(ignoring.filter(({ when }) => when === undefined));
  return new Map(
    findings.map((finding) => [finding, index.at(finding.path).filter((rule) => concerns(rule, finding))]),
  );
}

/** By the rule's id. A pair counts once for a rule, however many of its findings the rule names. */
function hitsOf(
  { patterns, explained }: EvidenceDocument,
  matched: ReadonlyMap<FindingEvidence, readonly Rule[]>,
): ReadonlyMap<string, Hits> {
  const hits = new Map<string, Hits>();
  const add = (id: string, pairs: number, lastSeen: Date | undefined): void => {
    const { pairs: before, lastMs } = hits.get(id) ?? { pairs: 0, lastMs: -Infinity };
    hits.set(id, { pairs: before + pairs, lastMs: Math.max(lastMs, lastSeen?.getTime() ?? -Infinity) });
  };
  const rulesOf = new Map([...matched].map(([{ id }, rules]) => [id, rules]));
  for (const { shadowOnly, both, pairs } of patterns) {
    const rules = new Set([...shadowOnly, ...both].flatMap((id) => rulesOf.get(id) ?? []));
    for (const { id } of rules) add(id, pairs, undefined);
  }
  for (const [{ lastSeen }, rules] of matched) for (const { id } of rules) add(id, 0, lastSeen);
  for (const { by, count, lastSeen } of explained) if (by.kind === 'rule') add(by.rule, count, lastSeen);
  return hits;
}

/** What rules hide too much of, in words. */
function breadthsOf({ endpoints }: EvidenceDocument, rules: readonly Rule[]): ReadonlyMap<Rule, string> {
  return new Map(
    rules.flatMap((rule) => {
      const broad = coverageOf(rule, endpoints).find(isOverBroad);
      return broad === undefined ? [] : [[rule, coveredInWords(broad)] as const];
    }),
  );
}

function indexOf(rules: readonly Rule[]): PathIndex<Rule> {
  const index = new PathIndex<Rule>();
  for (const rule of rules) index.add(rule.path, rule);
  return index;
}

function useOf(rule: Rule, hits: Hits | undefined, standing: 'active' | 'expired' | 'over-broad'): RuleUse {
  const pairs = hits?.pairs ?? 0;
  return {
    id: rule.id,
    owner: rule.owner,
    reason: rule.reason,
    hits: pairs,
    lastHit: hits === undefined || pairs === 0 ? null : new Date(hits.lastMs),
    expires: rule.expires ?? null,
    standing: standing === 'active' && pairs === 0 ? 'stale' : standing,
  };
}
