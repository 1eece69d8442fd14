import { z } from 'zod';
import { endpointTemplate, exactFieldPath, memberPath } from './document-parts.ts';

const endpoint = endpointTemplate.optional();

const joint = z.string().max(64);

const scalar = z
  .union([z.string().max(4_096), z.number(), z.boolean(), z.null()])
  .describe('text, a number, true, false or null');

const factor = z
  .string()
  .regex(/^-?\d{1,30}(\.\d{1,30})?$/)
  .refine((text) => !/^-?0+(\.0+)?$/.test(text))
  .describe("a decimal in quotes that is not 0, such as '100' or '0.01'");

/** The ways to say how an answer of the old schema reads on the new one. None runs code, and none repeats. */
const steps = [
  z.strictObject({ move: memberPath, to: memberPath, endpoint }),
  z.strictObject({
    split: memberPath,
    into: z.array(memberPath).min(2).max(8).describe('a list of 2 to 8 paths'),
    by: joint.min(1).describe("the text between the parts, such as ' '"),
    endpoint,
  }),
  z.strictObject({
    join: z.array(memberPath).min(2).max(8).describe('a list of 2 to 8 paths'),
    to: memberPath,
    by: joint.describe("the text between the parts, such as ' '"),
    endpoint,
  }),
  z.strictObject({ scale: exactFieldPath, by: factor, endpoint }),
  z.strictObject({
    convert: exactFieldPath,
    to: z.enum(['text', 'number', 'boolean']).describe('text, number or boolean'),
    endpoint,
  }),
  z.strictObject({ default: memberPath, value: scalar, endpoint }),
  z.strictObject({
    enum: exactFieldPath,
    values: z
      .record(z.string().max(4_096), scalar)
      .refine((values) => Object.keys(values).length > 0, {
        error: 'has no values',
        params: { remedy: 'Write old and new values, such as { open: OPEN }, or remove the step.' },
      })
      .refine((values) => Object.keys(values).length <= 1_000, {
        error: 'has over 1000 values',
        params: { remedy: 'Write at most 1000; a mapping is for codes, not for data.' },
      })
      .describe('old values and new ones, such as { open: OPEN }'),
    endpoint,
  }),
  z.strictObject({ remove: memberPath, endpoint }),
] as const;

const verbs = ['move', 'split', 'join', 'scale', 'convert', 'default', 'enum', 'remove'];

export const mappingStep = z
  .union(steps)
  .describe(
    `one step: one of ${verbs.join(', ')} with what belongs to it, such as { move: $.name, to: $.fullName }`,
  );

export const mappingSteps = z.array(mappingStep).max(200).describe('a list of at most 200 steps');
