import { createHash } from 'node:crypto';
import type { RuleStatement } from './rule.ts';

/** The id of a rule that was given none: of what it says, so that the same document has the same ids whenever it is read. */
export function ruleIdOf({ endpoint, path, class: ofClass, when, expect }: RuleStatement): string {
  const statement = JSON.stringify([endpoint ?? null, path, ofClass ?? null, when?.status ?? null, expect]);
  return `rule-${createHash('sha256').update(statement).digest('hex').slice(0, 12)}`;
}
