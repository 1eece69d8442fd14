import type { Response } from 'express';
import type { Migration } from '../../migration/migration.ts';
import type { Problem } from '../../migration/problem.ts';
import type { Rule } from '../../migration/rule.ts';
import { rulePreviewsSchema } from './answer-schemas.ts';
import { ComparatorError, type ComparatorClient } from './comparator-client.ts';
import { previewOf, understood } from './rule-effects.ts';

/** As many as the comparator previews at once. */
const maxPreviewed = 20;

export interface BreadthCheck {
  readonly migration: Migration;
  /** What is stored under its name; rules that it has already are not asked about again. */
  readonly before: Migration | undefined;
  readonly comparator: ComparatorClient;
  readonly response: Response;
}

/**
 * New rules of a document that would hide too much of what was compared until now. What the comparator cannot tell is nothing against
 * them: a document has to be applicable without it, and a rule that hides too much then blocks a PASS.
 */
export async function overBroadProblems(check: BreadthCheck): Promise<readonly Problem[]> {
  const { migration, before, comparator, response } = check;
  const known = new Set(before?.compare.rules.map(whatItHides));
  const asked = migration.compare.rules
    .map((rule, index) => ({ rule, index }))
    .filter(({ rule }) => rule.expect === 'ignore' && !rule.force && !known.has(whatItHides(rule)));
  const problems: Problem[] = [];
  try {
    for (let start = 0; start < asked.length; start += maxPreviewed) {
      const some = asked.slice(start, start + maxPreviewed);
      const rules = some.map(({ rule }) => rule);
      const answer = await previewOf(comparator, migration.name, rules, response);
      const previews = new Map(
        understood(rulePreviewsSchema, answer).rules.map(({ rule, overBroad }) => [rule, overBroad]),
      );
      problems.push(
        ...some.flatMap(({ rule, index }) =>
          (previews.get(rule.id) ?? []).map((what) => tooBroad(rule, `compare.rules[${index}].path`, what)),
        ),
      );
    }
  } catch (error) {
    if (!(error instanceof ComparatorError)) throw error;
  }
  return problems;
}

/** A rule stays the same one with another owner, reason or expiry. */
function whatItHides({ endpoint, path, class: ofClass, when, expect, force }: Rule): string {
  return JSON.stringify([endpoint ?? null, path, ofClass ?? null, when?.status ?? null, expect, force]);
}

function tooBroad({ path }: Rule, where: string, what: string): Problem {
  return {
    path: where,
    message: `${where} is ${path}: the rule would hide ${what}`,
    remedy: 'Name the fields that are expected to differ, or write force: true if this is what you mean.',
  };
}
