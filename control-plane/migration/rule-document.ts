import { z } from 'zod';
import { differenceClasses } from './difference-classes.ts';
import { endpointTemplate, memberPath, rulePath, shortText } from './document-parts.ts';
import { mappingStep } from './mapping-document.ts';

const amount = z
  .string()
  .regex(/^\d{1,30}(\.\d{1,30})?$/)
  .describe("a decimal in quotes, such as '0.01'");

const tolerance = z
  .strictObject({
    absolute: amount.optional(),
    relative: amount.optional(),
    timeMs: z.number().min(0).max(86_400_000).optional().describe('milliseconds, 0 to 86400000'),
  })
  .refine((given) => Object.values(given).some((value) => value !== undefined), {
    error: 'tolerates nothing',
    params: { remedy: "Write absolute, relative or timeMs, such as { absolute: '0.01' }." },
  })
  .describe('{ absolute, relative, timeMs }');

const expectation = z
  .union([
    z.literal('ignore'),
    z.strictObject({ tolerance }),
    z.strictObject({
      unordered: z
        .strictObject({ key: shortText().optional().describe('the member that tells elements apart') })
        .describe('{} or { key: sku }'),
    }),
    z.strictObject({ renamedFrom: memberPath }),
    z.strictObject({ equalAfter: z.array(mappingStep).min(1).max(20).describe('a list of 1 to 20 steps') }),
  ])
  .default('ignore')
  .describe(
    "ignore, { tolerance: { absolute: '0.01' } }, { unordered: { key: sku } }, { renamedFrom: $.name } or { equalAfter: [steps] }",
  );

export const rule = z
  .strictObject({
    id: z
      .string()
      .regex(/^[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?$/)
      .optional()
      .describe('an id of lower-case letters, digits and inner hyphens, at most 64, or none'),
    endpoint: endpointTemplate.optional(),
    path: rulePath,
    class: z
      .enum(differenceClasses)
      .optional()
      .describe(`a class: ${differenceClasses.join(', ')}`),
    when: z
      .strictObject({ status: z.int().min(100).max(599).describe('a status, 100 to 599') })
      .optional()
      .describe("{ status } of the primary's answer"),
    expect: expectation,
    owner: shortText().describe('who answers for it, such as orders-team'),
    reason: shortText(1_024).describe('why the difference is expected'),
    expires: z
      .union([z.iso.date(), z.iso.datetime({ offset: true })])
      .optional()
      .describe(
        'a date, which begins at midnight UTC, or a time with its zone: 2027-01-31, 2027-01-31T12:00:00Z',
      ),
    force: z.boolean().default(false).describe('true, to take a rule that hides much, or false'),
  })
  .describe('{ path, owner, reason, … }');

export const rules = z.array(rule).max(1_000).default([]).describe('a list of at most 1000 rules');
