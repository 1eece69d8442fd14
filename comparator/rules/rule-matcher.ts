import type { DifferenceClass } from '../compare/difference.ts';
import { isActive } from './is-active.ts';
import { PathIndex } from './path-index.ts';
import type { Rule } from './rule.ts';

/** What rules look at of a finding. */
export interface Matchable {
  readonly endpoint: string;
  readonly path: string;
  readonly class: DifferenceClass;
}

/** The ignore rules that can be applied to findings as they are read: those that do not ask what status the primary answered with. */
export interface RuleMatcher {
  /** The first rule in force that hides the finding. */
  ignoring(finding: Matchable, now: Date): Rule | undefined;
}

/** A rule whose path cannot be read hides nothing; `ruleProblems` names it. */
export function compileRules(rules: readonly Rule[]): RuleMatcher {
  const index = new PathIndex<Rule>();
  for (const rule of rules) {
    if (rule.expect.kind === 'ignore' && rule.when === undefined) index.add(rule.path, rule);
  }
  return {
    ignoring: (finding, now) =>
      index.at(finding.path).find((rule) => concerns(rule, finding) && isActive(rule, now.getTime())),
  };
}

/** Whether a rule that has the finding's path names its endpoint and class too. */
export function concerns(
  rule: Pick<Rule, 'endpoint' | 'class'>,
  finding: Pick<Matchable, 'endpoint' | 'class'>,
): boolean {
  return (
    (rule.endpoint === undefined || rule.endpoint === finding.endpoint) &&
    (rule.class === undefined || rule.class === finding.class)
  );
}
