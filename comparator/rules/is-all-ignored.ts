import type { Comparison } from '../compare/compare.ts';
import { compileRules, type RuleMatcher } from './rule-matcher.ts';
import type { Rule } from './rule.ts';

/** Compiled once for each list of rules. */
const matchers = new WeakMap<readonly Rule[], RuleMatcher>();

/**
 * Whether ignore rules hide all that differs. Then the pair counts at once, as one that is equal: its order would decide nothing but
 * what is hidden, and a field that always differs would have every pair wait, and those that raced set aside.
 */
export function isAllIgnored(
  { differences }: Pick<Comparison, 'differences'>,
  { endpoint, seenAt }: { readonly endpoint: string; readonly seenAt: Date },
  { rules }: { readonly rules: readonly Rule[] },
): boolean {
  if (differences.length === 0) return true;
  if (rules.length === 0) return false;
  let matcher = matchers.get(rules);
  if (matcher === undefined) matchers.set(rules, (matcher = compileRules(rules)));
  const hides = matcher;
  return differences.every(
    ({ path, class: differenceClass }) =>
      hides.ignoring({ endpoint, path, class: differenceClass }, seenAt) !== undefined,
  );
}
