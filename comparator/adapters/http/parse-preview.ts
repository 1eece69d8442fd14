import type { Rule } from '../../rules/rule.ts';
import { parseRule } from '../../watch/parse-declared.ts';
import type { Problem } from './problem.ts';

/** Trying a rule on the pairs in memory compares them anew: beyond this, ingest would wait for too long. */
export const maxPreviewed = 20;

export type ParsedPreview =
  | { readonly kind: 'rules'; readonly rules: readonly Rule[] }
  | { readonly kind: 'problem'; readonly problem: Problem };

const remedy =
  'Write it as in the migration document: { path, endpoint, class, when, expect, owner, reason }.';

/** The body of a preview. Rules that can be read but not applied are previewed, as refused. */
export function parsePreview(body: unknown): ParsedPreview {
  const entries = typeof body === 'object' && body !== null && 'rules' in body ? body.rules : undefined;
  if (!Array.isArray(entries) || entries.length === 0) {
    return refused([{ path: 'rules', message: 'is no list of rules', remedy: 'Send { "rules": [ … ] }.' }]);
  }
  if (entries.length > maxPreviewed) {
    const message = `has ${entries.length} rules, and ${maxPreviewed} are previewed at once`;
    return refused([{ path: 'rules', message, remedy: 'Preview some, then the others.' }]);
  }
  const parsed = entries.map(parseRule);
  const errors = parsed.flatMap((one, at) =>
    one.kind === 'rule'
      ? []
      : one.error.issues.map(({ path, message }) => ({
          path: ['rules', at, ...path].map(String).join('.'),
          message,
          remedy,
        })),
  );
  if (errors.length > 0) return refused(errors.slice(0, maxShown));
  return { kind: 'rules', rules: parsed.flatMap((one) => (one.kind === 'rule' ? [one.rule] : [])) };
}

const maxShown = 50;

function refused(errors: NonNullable<Problem['errors']>): ParsedPreview {
  const [first] = errors;
  const detail = first === undefined ? '' : `${first.path}: ${first.message}. ${first.remedy}`;
  return { kind: 'problem', problem: { status: 400, title: 'Rules not understood', detail, errors } };
}
