import type { z } from 'zod';
import { laterKeys } from './migration-document.ts';
import { nearest } from './nearest.ts';
import { formatPath, showValue, type PathStep, type Problem } from './problem.ts';
import { descriptionOf, keysOf, schemaAt } from './schema-at.ts';

/** What the schema found wrong, in the user's words: what, which value, where, and what to write instead. */
export function explainIssues(
  issues: readonly z.core.$ZodIssue[],
  schema: z.ZodType,
  input: unknown,
): readonly Problem[] {
  return issues.flatMap((issue) => explain(issue, schema, input));
}

function explain(issue: z.core.$ZodIssue, schema: z.ZodType, input: unknown): readonly Problem[] {
  const steps = issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step));
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => unknownKey([...steps, key], keysOf(schemaAt(schema, steps))));
  }
  if (issue.code === 'invalid_union') {
    const inner = unionMember(issue, valueAt(input, steps));
    if (inner !== undefined) {
      return inner.flatMap((each) => explain({ ...each, path: [...steps, ...each.path] }, schema, input));
    }
  }
  const path = formatPath(steps);
  const value = valueAt(input, steps);
  if (value === undefined) return [{ path, message: `${path} is missing`, remedy: expected(schema, steps) }];
  if (issue.code === 'custom' && issue.message !== defaultMessage) {
    return [
      { path, message: `${path} ${issue.message}`, remedy: remedyOf(issue) ?? expected(schema, steps) },
    ];
  }
  return [
    {
      path,
      message: `${path} is ${showValue(value)}, ${complaint(issue)}`,
      remedy: expected(schema, steps),
    },
  ];
}

/** What zod says for a check that has no words of its own. */
const defaultMessage = 'Invalid input';

function unknownKey(steps: readonly PathStep[], known: readonly string[]): Problem {
  const path = formatPath(steps);
  const key = String(steps.at(-1));
  if (laterKeys.includes(steps.filter((step) => typeof step === 'string').join('.'))) {
    return { path, message: `${path} is not in this version of Umbra`, remedy: 'Remove it.' };
  }
  const meant = nearest(key, known);
  const remedy =
    meant === undefined
      ? `Remove it. Known here: ${known.join(', ')}.`
      : `Did you mean ${meant}? Otherwise remove it.`;
  return { path: path.slice(0, 300), message: `${path.slice(0, 300)} is not a known key`, remedy };
}

/** The complaints of the one alternative that the value was meant to be, judged by its type and its keys. */
function unionMember(
  issue: z.core.$ZodIssueInvalidUnion,
  value: unknown,
): readonly z.core.$ZodIssue[] | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const meant = issue.errors.filter(
    (member) => !member.some((each) => each.path.length === 0 && each.code !== 'unrecognized_keys'),
  );
  // Of several maps of keys, the one that fewest of the keys given and missing speak against.
  return meant.sort((a, b) => mismatches(a) - mismatches(b))[0];
}

function mismatches(member: readonly z.core.$ZodIssue[]): number {
  return member.reduce((sum, issue) => sum + (issue.code === 'unrecognized_keys' ? issue.keys.length : 1), 0);
}

function complaint(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.expected === 'object'
        ? 'which is not a map of keys'
        : `which is not of type ${issue.expected}`;
    case 'too_big':
      return `over the greatest allowed, ${issue.maximum.toString()}${unitOf(issue.origin)}`;
    case 'too_small':
      return `under the least allowed, ${issue.minimum.toString()}${unitOf(issue.origin)}`;
    default:
      return 'which cannot be used';
  }
}

function unitOf(origin: string): string {
  if (origin === 'string') return ' characters';
  return origin === 'array' ? ' entries' : '';
}

function remedyOf(issue: z.core.$ZodIssueCustom): string | undefined {
  const remedy: unknown = issue.params?.['remedy'];
  return typeof remedy === 'string' ? remedy : undefined;
}

function expected(schema: z.ZodType, steps: readonly PathStep[]): string {
  const description = descriptionOf(schemaAt(schema, steps));
  return description === undefined ? 'Correct it.' : `Write ${description}.`;
}

function valueAt(input: unknown, steps: readonly PathStep[]): unknown {
  let value = input;
  for (const step of steps) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<PathStep, unknown>)[step];
  }
  return value;
}
