import { z } from 'zod';
import type { MappedScalar, MappingStep } from '../mapping/mapping-step.ts';

const path = z.string();

const scalar: z.ZodType<MappedScalar> = z.union([
  z.string(),
  z.boolean(),
  z.null(),
  z.number().transform((number) => ({ number: String(number) })),
  z.object({ number: z.string() }),
]);

/** Each kind is told by the key that names it; unknown keys are not looked at, unknown kinds are refused. */
const statement = z.union([
  z.object({ move: path, to: path }).transform(({ move: from, to }) => ({ kind: 'move' as const, from, to })),
  z
    .object({ split: path, into: z.array(path), by: z.string() })
    .transform(({ split: from, into, by }) => ({ kind: 'split' as const, from, into, by })),
  z
    .object({ join: z.array(path), to: path, by: z.string() })
    .transform(({ join: from, to, by }) => ({ kind: 'join' as const, from, to, by })),
  z
    .object({ scale: path, by: z.union([z.string(), z.number().transform(String)]) })
    .transform(({ scale, by: factor }) => ({ kind: 'scale' as const, path: scale, factor })),
  z
    .object({ convert: path, to: z.enum(['text', 'number', 'boolean']) })
    .transform(({ convert, to }) => ({ kind: 'convert' as const, path: convert, to })),
  z
    .object({ default: path, value: scalar })
    .transform(({ default: added, value }) => ({ kind: 'default' as const, path: added, value })),
  z.object({ enum: path, values: z.record(z.string(), scalar) }).transform(({ enum: renamed, values }) => ({
    kind: 'enum' as const,
    path: renamed,
    values: new Map(Object.entries(values)),
  })),
  z.object({ remove: path }).transform(({ remove }) => ({ kind: 'remove' as const, path: remove })),
]);

/** A step as the migration document has it. */
export const mappingStep = z
  .intersection(z.object({ endpoint: z.string().optional() }), statement)
  .transform(({ endpoint, ...step }): MappingStep => ({ endpoint, ...step }));
