import { z } from 'zod';
import type { EvidenceDocument } from './evidence-document.ts';
import { evidence } from './evidence-schema.ts';

/** What was given as evidence cannot be read. `problems` says where and what, each in a line. */
export class UnreadableEvidenceError extends Error {
  override readonly name = 'UnreadableEvidenceError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[], options?: ErrorOptions) {
    const shown = problems.slice(0, mostShown).join('; ');
    const more = problems.length > mostShown ? `; and ${problems.length - mostShown} more` : '';
    super(`This is not evidence as \`umbra export\` writes it: ${shown}${more}`, options);
    this.problems = problems;
  }
}

const mostShown = 5;

/** One JSON text that reproduces the verdict. */
export function evidenceToJson(document: EvidenceDocument): string {
  return JSON.stringify(document, (_name, value: unknown) =>
    value instanceof Map ? Object.fromEntries(value as Map<string, unknown>) : value,
  );
}

/** Throws `UnreadableEvidenceError`. */
export function evidenceFromJson(text: string): EvidenceDocument {
  return evidenceFrom(parsed(text));
}

/** The same of what was parsed already. */
export function evidenceFrom(value: unknown): EvidenceDocument {
  const read = evidence.safeParse(value);
  if (read.success) return read.data;
  throw new UnreadableEvidenceError(read.error.issues.map((issue) => problemOf(issue, value)));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : 'it is no JSON';
    throw new UnreadableEvidenceError([`the whole: ${reason}`], { cause });
  }
}

function problemOf({ path, message }: z.core.$ZodIssue, whole: unknown): string {
  const where = path.length === 0 ? 'the whole' : path.map(String).join('.');
  return `${where}: ${message}, found ${shortened(valueAt(whole, path))}`;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, name) =>
      typeof inner === 'object' && inner !== null ? (inner as Record<PropertyKey, unknown>)[name] : undefined,
    value,
  );
}

const mostCharacters = 60;

function shortened(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > mostCharacters ? `${text.slice(0, mostCharacters)}…` : text;
}
