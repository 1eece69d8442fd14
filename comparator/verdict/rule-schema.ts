import { z } from 'zod';
import { differenceClasses } from '../compare/difference.ts';
import type { MappedScalar, MappingStep } from '../mapping/mapping-step.ts';
import type { Expectation, Rule } from '../rules/rule.ts';

const path = z.string();
const date = z.iso.datetime({ offset: true }).transform((text) => new Date(text));

const scalar: z.ZodType<MappedScalar> = z.union([
  z.string(),
  z.boolean(),
  z.null(),
  z.object({ number: z.string() }),
]);

const change = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('move'), from: path, to: path }),
  z.object({ kind: z.literal('split'), from: path, into: z.array(path), by: z.string() }),
  z.object({ kind: z.literal('join'), from: z.array(path), to: path, by: z.string() }),
  z.object({ kind: z.literal('scale'), path, factor: z.string() }),
  z.object({ kind: z.literal('convert'), path, to: z.enum(['text', 'number', 'boolean']) }),
  z.object({ kind: z.literal('default'), path, value: scalar }),
  z.object({
    kind: z.literal('enum'),
    path,
    values: z.record(z.string(), scalar).transform((values) => new Map(Object.entries(values))),
  }),
  z.object({ kind: z.literal('remove'), path }),
]);

const step = z
  .looseObject({ endpoint: z.string().optional() })
  .transform(({ endpoint, ...rest }, context): MappingStep => {
    const read = change.safeParse(rest);
    if (read.success) return { endpoint, ...read.data };
    context.issues.push(
      ...read.error.issues.map((issue) => ({ ...issue, input: rest, code: 'custom' as const })),
    );
    return z.NEVER;
  });

const expectation: z.ZodType<Expectation, unknown> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ignore') }),
  z.object({ kind: z.literal('equal-after'), steps: z.array(step) }),
  z
    .object({
      kind: z.literal('tolerance'),
      absolute: z.string().optional(),
      relative: z.string().optional(),
      timeMs: z.number().optional(),
    })
    .transform(({ kind, absolute, relative, timeMs }) => ({ kind, absolute, relative, timeMs })),
  z
    .object({ kind: z.literal('unordered'), key: z.string().optional() })
    .transform(({ kind, key }) => ({ kind, key })),
  z.object({ kind: z.literal('renamed-from'), from: path }),
]);

/** A rule as JSON has it: what is undefined is absent. */
export const rule = z
  .object({
    id: z.string(),
    endpoint: z.string().optional(),
    path,
    class: z.enum(differenceClasses).optional(),
    when: z.object({ status: z.int() }).optional(),
    expect: expectation,
    owner: z.string(),
    reason: z.string(),
    expires: date.optional(),
    force: z.boolean(),
  })
  .transform((read): Rule => ({
    id: read.id,
    endpoint: read.endpoint,
    path: read.path,
    class: read.class,
    when: read.when,
    expect: read.expect,
    owner: read.owner,
    reason: read.reason,
    expires: read.expires,
    force: read.force,
  }));
