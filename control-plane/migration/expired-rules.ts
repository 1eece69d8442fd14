import type { Problem } from './problem.ts';
import type { Rule } from './rule.ts';

/** Rules that hide nothing from the start. One that expired since it was added stays in the document, and says so. */
export function expiredWhenAdded(
  rules: readonly Rule[],
  before: readonly Rule[],
  now: Date,
): readonly Problem[] {
  return rules.flatMap(({ id, expires }, index) => {
    if (expires === undefined || new Date(expires) > now) return [];
    if (before.some((rule) => rule.id === id && rule.expires === expires)) return [];
    return [
      {
        path: `compare.rules[${index}].expires`,
        message: `compare.rules[${index}].expires is ${expires}, which is past: the rule would hide nothing`,
        remedy: 'Write a later date, or leave the rule out. A rule that expires once it is there may stay.',
      },
    ];
  });
}
