import { contradictions, readableSections } from './contradictions.ts';
import { explainIssues } from './explain-issues.ts';
import { toMigration } from './migration-conversion.ts';
import { migrationDocument } from './migration-document.ts';
import type { Migration } from './migration.ts';
import type { Problem } from './problem.ts';

export type ParsedMigration =
  | { readonly ok: true; readonly migration: Migration }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** More than a person reads at once; keeps the answer to a hostile document small. */
const maxProblems = 50;

/** A migration out of anything a program may hand over. All problems at once, in the order of the document's sections. */
export function parseMigration(input: unknown): ParsedMigration {
  const parsed = migrationDocument.safeParse(input);
  const problems = [
    ...(parsed.success ? [] : explainIssues(parsed.error.issues, migrationDocument, input)),
    ...contradictions(parsed.success ? parsed.data : readableSections(input)),
  ];
  if (parsed.success && problems.length === 0) return { ok: true, migration: toMigration(parsed.data) };
  return { ok: false, problems: firstOf(problems) };
}

function firstOf(problems: readonly Problem[]): readonly Problem[] {
  if (problems.length <= maxProblems) return problems;
  const rest = problems.length - maxProblems;
  const more = {
    path: '(document)',
    message: `${rest} more problems are not listed`,
    remedy: 'Correct these first.',
  };
  return [...problems.slice(0, maxProblems), more];
}
