import { z } from 'zod';
import { ruleUse, cycle } from './verdict-answer.ts';

const rule = z.object({
  id: z.string(),
  endpoint: z.string().optional(),
  path: z.string(),
  class: z.string().optional(),
  when: z.object({ status: z.number() }).optional(),
  expect: z.unknown(),
  owner: z.string(),
  reason: z.string(),
  expires: z.string().optional(),
});

export const rulesAnswer = z.object({
  rules: z.array(rule.extend({ use: ruleUse.nullable() })),
  problem: z.string().optional(),
});

export const addedRuleAnswer = z.object({ rule, revision: z.number() });

export const previewAnswer = z.object({
  rules: z.array(
    z.object({
      rule: z.string(),
      basis: z.enum(['exact', 'estimate']),
      refused: z.boolean(),
      reasons: z.array(z.string()),
      findings: z.array(
        z.object({ endpoint: z.string(), path: z.string(), class: z.string(), pairs: z.number() }),
      ),
      pairs: z.number().nullable(),
      cleared: z.number().nullable(),
    }),
  ),
});

export const cycleAnswer = z.object({ name: z.string(), cycle });

export type ListedRule = z.infer<typeof rulesAnswer>['rules'][number];
export type RulePreview = z.infer<typeof previewAnswer>['rules'][number];
