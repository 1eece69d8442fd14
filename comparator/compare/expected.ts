import type { IgnoreRule } from '../watch/watched-migration.ts';
import type { Difference } from './difference.ts';

/** Whether a rule declares the difference expected. Exact paths only: a rule for `$.user.id` says nothing of `$.user.ids`. */
export function isExpected(
  difference: Pick<Difference, 'class' | 'path'>,
  endpoint: string,
  rules: readonly IgnoreRule[],
): boolean {
  return rules.some(
    (rule) =>
      rule.path === difference.path &&
      (rule.endpoint === undefined || rule.endpoint === endpoint) &&
      (rule.class === undefined || rule.class === difference.class),
  );
}
