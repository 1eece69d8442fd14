import { z } from 'zod';
import { cycleDocument } from '../../cycle/cycle-document.ts';
import { migrationDocument, percent, writes } from '../../migration/migration-document.ts';
import { rule } from '../../migration/rule-document.ts';
import { resourceTypes } from '../../snapshot/snapshot.ts';

export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    errors: z.array(z.object({ path: z.string(), message: z.string(), remedy: z.string() })).optional(),
  })
  .meta({ id: 'Problem', description: 'Problem details, RFC 9457' });

export const migrationSchema = migrationDocument.meta({ id: 'Migration' });

export const mirrorChangeSchema = z
  .strictObject({ percent: percent.optional(), writes: writes.optional() })
  .refine((change) => Object.keys(change).length > 0, {
    error: 'has nothing to change',
    params: { remedy: 'Write percent, writes or both.' },
  })
  .describe('{ percent, writes }');

const mirror = z.object({ percent: z.number(), writes, halted: z.boolean() });

export const listedMigrationsSchema = z.object({
  migrations: z.array(
    migrationDocument.extend({
      halted: z.boolean(),
      cycle: cycleDocument,
      revision: z.int(),
      updatedAt: z.iso.datetime(),
    }),
  ),
});

export const mirrorSchema = z.object({
  name: z.string(),
  mirror,
  revision: z.int(),
  stored: z.boolean().describe('false for a halt that Envoys have been told of and the store has not'),
});

const configSchema = z.object({
  sent: z.string().nullable(),
  acknowledged: z.string().nullable(),
  rejected: z.object({ version: z.string(), reason: z.string() }).optional(),
});

export const statusSchema = z.object({
  name: z.string(),
  phase: z.enum(['draft', 'mirroring', 'held']),
  revision: z.int(),
  mirror: mirror.describe('what was asked for'),
  confirmed: mirror
    .nullable()
    .describe('what all connected Envoys do; null while they do not agree, or none is connected'),
  cycle: cycleDocument.describe("since when the shadow's data is to equal production's"),
  stored: z.boolean(),
  problem: z.string().optional().describe('why Envoys are not told the newest configuration'),
  warnings: z
    .array(z.string())
    .optional()
    .describe('what is in force and may do harm to the shadow or the control'),
  envoys: z.array(
    z.object({
      node: z.string(),
      connected: z.boolean(),
      config: z.object(Object.fromEntries(resourceTypes.map((type) => [type, configSchema]))),
      confirmed: mirror.nullable(),
    }),
  ),
});

export const auditSchema = z.object({
  entries: z.array(
    z.object({
      at: z.iso.datetime(),
      who: z.string(),
      action: z.string(),
      correlationId: z.string(),
      before: z.unknown(),
      after: z.unknown(),
    }),
  ),
});

export const evidenceSchema = z
  .looseObject({})
  .describe("The comparator's read API; docs/architecture.md has its shape");

export const cycleSchema = z.object({ name: z.string(), cycle: cycleDocument, revision: z.int() });

export const ruleSchema = rule.meta({ id: 'Rule' });

/** A preview hides nothing, so nobody has to answer for it. */
export const previewSchema = z
  .strictObject({
    rules: z
      .array(rule.partial({ owner: true, reason: true }))
      .min(1)
      .max(20)
      .describe('a list of 1 to 20 rules'),
  })
  .describe('{ rules: [{ path, … }] }');

/** What a rule would do to the evidence there is; docs/architecture.md has the whole shape. */
export const rulePreviewSchema = z.looseObject({
  rule: z.string().describe('its id'),
  basis: z.enum(['exact', 'estimate']),
  refused: z.boolean().describe('it would not be taken without force'),
  reasons: z.array(z.string()),
  overBroad: z.array(z.string()).describe('of what it would hide too much'),
  findings: z.array(
    z.looseObject({
      id: z.string(),
      endpoint: z.string(),
      path: z.string(),
      class: z.string(),
      pairs: z.int(),
    }),
  ),
  pairs: z.int().nullable().describe('pairs that show one of the findings; null for an estimate'),
  cleared: z.int().nullable().describe('of them, those that would show nothing any more'),
  coverage: z.array(
    z.looseObject({ endpoint: z.string(), covered: z.int(), fields: z.int(), status: z.boolean() }),
  ),
});

export const rulePreviewsSchema = z.object({ rules: z.array(rulePreviewSchema) });

export const ruleUseSchema = z.object({
  hits: z.int(),
  lastHit: z.iso.datetime().nullable(),
  standing: z.enum(['active', 'expired', 'stale', 'over-broad']),
});

export const rulesSchema = z.object({
  rules: z.array(
    rule.required({ id: true }).extend({
      use: ruleUseSchema.nullable().describe('what it hid in this epoch; null while the comparator is away'),
    }),
  ),
  problem: z.string().optional().describe('why nothing is known of the use of the rules'),
});

export const ruleChangeSchema = z.object({
  rule: rule.required({ id: true }),
  revision: z.int(),
});
