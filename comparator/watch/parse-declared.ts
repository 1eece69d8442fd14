import { z } from 'zod';
import { differenceClasses } from '../compare/difference.ts';
import { declaredProblems } from '../rules/declared-problems.ts';
import type { Declared } from '../rules/compile-expectations.ts';
import type { Expectation, Rule } from '../rules/rule.ts';
import { mappingStep } from './parse-mapping-step.ts';

const decimal = z.union([z.string(), z.number().transform(String)]);

const tolerance = z.object({
  absolute: decimal.optional(),
  relative: decimal.optional(),
  timeMs: z.number().nonnegative().optional(),
});

const expectation: z.ZodType<Expectation> = z.union([
  z.literal('ignore').transform(() => ({ kind: 'ignore' as const })),
  z.object({ tolerance }).transform(({ tolerance: { absolute, relative, timeMs } }) => ({
    kind: 'tolerance' as const,
    absolute,
    relative,
    timeMs,
  })),
  z
    .object({ unordered: z.object({ key: z.string().optional() }) })
    .transform(({ unordered: { key } }) => ({ kind: 'unordered' as const, key })),
  z
    .object({ renamedFrom: z.string() })
    .transform(({ renamedFrom: from }) => ({ kind: 'renamed-from' as const, from })),
  z
    .object({ equalAfter: z.array(mappingStep).min(1) })
    .transform(({ equalAfter: steps }) => ({ kind: 'equal-after' as const, steps })),
]);

/** A class that is not known here is refused, for a rule without it would hide more. */
const rule = z.object({
  id: z.string().optional(),
  endpoint: z.string().optional(),
  path: z.string(),
  class: z.enum(differenceClasses).optional(),
  when: z.object({ status: z.int() }).optional(),
  expect: expectation.default({ kind: 'ignore' }),
  owner: z.string().default(''),
  reason: z.string().default(''),
  expires: z.iso
    .date()
    .or(z.iso.datetime({ offset: true }))
    .transform((text) => new Date(text))
    .optional(),
  force: z.boolean().default(false),
});

export interface ParsedDeclared extends Declared {
  /** What cannot be applied, and so hides nothing. */
  readonly problems: readonly string[];
}

/** Reads what a migration declares under `compare`. What cannot be read or applied is left out and named, the rest holds. */
export function parseDeclared(compare: {
  readonly rules: readonly unknown[];
  readonly mapping: readonly unknown[];
}): ParsedDeclared {
  const problems: string[] = [];
  const rules = compare.rules.flatMap((entry, at): Rule[] => {
    const parsed = parseRule(entry, at);
    if (parsed.kind === 'rule') return [parsed.rule];
    problems.push(`rule ${nameOf(entry) ?? at + 1} is not applied: ${z.prettifyError(parsed.error)}`);
    return [];
  });
  const steps = z.array(mappingStep).safeParse(compare.mapping);
  if (!steps.success) problems.push(`the mapping is not applied: ${z.prettifyError(steps.error)}`);
  const mapping = steps.data ?? [];
  const found = declaredProblems({ rules, mapping });
  return {
    rules: rules.filter(({ id }) => !found.rules.has(id)),
    mapping: found.mapping.length === 0 ? mapping : [],
    problems: [
      ...problems,
      ...[...found.rules].map(([id, reason]) => `rule ${id} is not applied: ${reason}`),
      ...found.mapping.map((reason) => `the mapping is not applied: ${reason}`),
    ],
  };
}

export type ParsedRule =
  | { readonly kind: 'rule'; readonly rule: Rule }
  | { readonly kind: 'unreadable'; readonly error: z.ZodError };

/** One rule as the migration document has it; `at` names it where it has no name. Whether it can be applied is not looked at. */
export function parseRule(entry: unknown, at: number): ParsedRule {
  const parsed = rule.safeParse(entry);
  return parsed.success
    ? { kind: 'rule', rule: toRule(parsed.data, at) }
    : { kind: 'unreadable', error: parsed.error };
}

function toRule(parsed: z.output<typeof rule>, at: number): Rule {
  const { id = `rule-${at + 1}`, endpoint, path, class: differenceClass, when, expires, ...rest } = parsed;
  return { id, endpoint, path, class: differenceClass, when, expires, ...rest };
}

function nameOf(entry: unknown): string | undefined {
  const named = z.object({ id: z.string() }).safeParse(entry);
  return named.data?.id;
}
