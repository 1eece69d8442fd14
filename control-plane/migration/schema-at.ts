import { z } from 'zod';
import type { PathStep } from './problem.ts';

/** The schema of the value at a path; undefined where the schema knows no such path. */
export function schemaAt(schema: z.ZodType, steps: readonly PathStep[]): z.ZodType | undefined {
  let current: z.ZodType | undefined = schema;
  for (const step of steps) {
    if (current === undefined) return undefined;
    current = childOf(bare(current), step);
  }
  return current;
}

/** The keys an object schema knows. */
export function keysOf(schema: z.ZodType | undefined): readonly string[] {
  if (schema === undefined) return [];
  const inner = bare(schema);
  if (inner instanceof z.ZodObject) return Object.keys(inner.shape);
  if (inner instanceof z.ZodUnion) return inner.options.flatMap((option) => keysOf(option as z.ZodType));
  return [];
}

function childOf(schema: z.ZodType, step: PathStep): z.ZodType | undefined {
  if (schema instanceof z.ZodObject) return (schema.shape as Record<PathStep, z.ZodType | undefined>)[step];
  if (schema instanceof z.ZodArray) return schema.element as z.ZodType;
  if (schema instanceof z.ZodUnion) {
    return schema.options
      .map((option) => childOf(option as z.ZodType, step))
      .find((found) => found !== undefined);
  }
  return undefined;
}

/** What a schema says about itself, whether it was said before or after a default was given. */
export function descriptionOf(schema: z.ZodType | undefined): string | undefined {
  return schema?.description ?? (schema === undefined ? undefined : bare(schema).description);
}

function bare(schema: z.ZodType): z.ZodType {
  const wrapped =
    schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault;
  return wrapped ? bare(schema.unwrap() as z.ZodType) : schema;
}
