import { z } from 'zod';
import { differenceClasses } from '../compare/difference.ts';
import { maxKeys } from '../findings/finding.ts';
import { fates, type Fate } from '../ledger/fate.ts';
import { equations } from '../reconcile/reconcile.ts';
import type { EvidenceDocument } from './evidence-document.ts';
import { rule } from './rule-schema.ts';

const count = z.int().nonnegative();
const date = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
const differenceClass = z.enum(differenceClasses);
const share = z.number().gt(0).lt(1);

const shape = z.object({
  type: z.enum([
    'absent',
    'null',
    'boolean',
    'number',
    'string',
    'array',
    'object',
    'binary',
    'status',
    'error',
  ]),
  length: z.number().exactOptional(),
  scale: z.number().exactOptional(),
  literal: z.string().exactOptional(),
  edit: z.object({ commonPrefix: count, commonSuffix: count }).exactOptional(),
});

const exemplar = z.object({
  seenAt: date,
  pairingId: z.string(),
  request: z.object({ method: z.string(), path: z.string() }),
  primary: shape,
  shadow: shape,
});

const sketch = z.object({
  bins: z
    .array(z.tuple([z.int(), count]))
    .refine(
      (bins) => bins.every(([bin], at) => at === 0 || bin > (bins[at - 1]?.[0] ?? bin)),
      'bins must rise',
    ),
  zero: count,
  infinite: count,
});

const gates = z.object({
  differenceRate: share,
  latency: z.object({ p50: z.number().gt(0), p95: z.number().gt(0), p99: z.number().gt(0) }),
  minPairs: count,
  minKeys: count.max(maxKeys),
  loss: z.number().min(0).max(1),
  setAside: z.number().min(0).max(1),
  noise: z.number().min(0).max(1),
  alpha: share,
  require: z.array(z.string()),
});

const epoch = z.object({
  id: z.string(),
  configuration: z.string(),
  rules: z.string(),
  dataCycle: count,
  builds: z.object({ primary: z.string().nullable(), shadow: z.string().nullable() }),
  startedAt: date,
  recomputed: z.enum(['exact', 'estimate', 'anew']),
});

const gap = z.object({
  reason: z.enum(['halted', 'writes-not-mirrored', 'control-plane-away']),
  from: date,
  to: date.nullable(),
});

const endpoint = z
  .object({
    endpoint: z.string(),
    pairs: count,
    controlled: count,
    keyHashes: z.array(z.string()).max(maxKeys),
    fields: z.array(z.string()),
    latency: z.object({
      primary: sketch,
      shadow: sketch,
      blocks: z.object({ p50: sketch, p95: sketch, p99: sketch }),
    }),
    firstSeen: date,
    lastSeen: date,
  })
  .refine(({ pairs, controlled }) => controlled <= pairs, {
    path: ['controlled'],
    message: 'more pairs had a control half than there are pairs',
  });

const finding = z.object({
  id: z.string(),
  endpoint: z.string(),
  path: z.string(),
  class: differenceClass,
  count,
  controlCount: count,
  keys: count,
  keyHashes: z.array(z.string()).max(maxKeys).optional(),
  firstSeen: date,
  lastSeen: date,
  exemplars: z.array(exemplar),
});

const pattern = z.object({
  endpoint: z.string(),
  controlled: z.boolean(),
  shadowOnly: z.array(z.string()),
  controlOnly: z.array(z.string()),
  both: z.array(z.string()),
  pairs: count,
});

const explained = z.object({
  endpoint: z.string(),
  path: z.string(),
  class: differenceClass,
  by: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('rule'), rule: z.string() }),
    z.object({ kind: z.literal('mapping'), step: count }),
    z.object({ kind: z.literal('generated') }),
    z.object({ kind: z.literal('clock') }),
  ]),
  count,
  lastSeen: date,
});

/** Evidence as JSON has it: the same members, times as ISO 8601. */
export const evidence: z.ZodType<EvidenceDocument, unknown> = z.object({
  format: z.literal('umbra-evidence/1'),
  migration: z.string(),
  takenAt: date,
  epoch,
  gates,
  rules: z.array(rule),
  keyed: z.boolean(),
  controlled: z.boolean(),
  dataCycle: z.object({ number: count, gaps: z.array(gap) }),
  ledger: z.object({
    fates: z
      .partialRecord(z.enum(fates), count)
      .transform((counts) => counts as Partial<Record<Fate, number>>),
    reconciliation: z.object({
      state: z.enum(['agrees', 'disagrees', 'not-reconciled']),
      disagreements: z.array(z.object({ equation: z.enum(equations), requests: count })),
    }),
  }),
  endpoints: z.array(endpoint),
  findings: z.array(finding),
  patterns: z.array(pattern),
  explained: z.array(explained),
  overflow: z.object({ findings: count, endpoints: count, patterns: count }),
});
