import { z } from 'zod';
import { ApiUnreachableError, type ApiAnswer } from './api-client.ts';

/** The parts of the API's answers that are shown (docs/architecture.md); what else is in them is let through. */
const mirrorState = z.object({ percent: z.number(), writes: z.string(), halted: z.boolean() });

const configState = z.object({
  sent: z.string().nullish(),
  acknowledged: z.string().nullish(),
  rejected: z.object({ version: z.string(), reason: z.string() }).nullish(),
});

export const statusAnswer = z.object({
  name: z.string(),
  phase: z.string(),
  mirror: mirrorState,
  confirmed: mirrorState.nullable(),
  /** False for a halt that Envoys were told of and the store was not. */
  stored: z.boolean().optional(),
  /** Why Envoys are not told the newest configuration. */
  problem: z.string().optional(),
  /** What is in force and may do harm to the shadow or the control. */
  warnings: z.array(z.string()).optional(),
  envoys: z.array(
    z.object({
      node: z.string(),
      connected: z.boolean(),
      config: z.record(z.string(), configState),
      confirmed: mirrorState.nullable(),
    }),
  ),
});

const shape = z.object({
  type: z.string(),
  length: z.number().optional(),
  scale: z.number().optional(),
  literal: z.string().optional(),
});

const finding = z.object({
  id: z.string(),
  endpoint: z.string(),
  path: z.string(),
  class: z.string(),
  count: z.number(),
  keys: z.number(),
  firstSeen: z.string(),
  lastSeen: z.string(),
  exemplars: z.array(z.object({ primary: shape, shadow: shape })),
});

export const findingsAnswer = z.object({ findings: z.array(finding), nextCursor: z.string().nullish() });

export const ledgerAnswer = z.object({
  migration: z.string(),
  captured: z.number(),
  inFlight: z.number(),
  fates: z.record(z.string(), z.number()),
  shares: z.object({ evidence: z.number(), setAside: z.number(), loss: z.number() }),
  balanced: z.boolean(),
  envoy: z.object({
    state: z.enum(['agrees', 'disagrees', 'not-reconciled']),
    disagreements: z.array(z.object({ equation: z.string(), requests: z.number() })),
    captured: z.number(),
    mirrored: z.number(),
    dropped: z.number(),
    unreported: z.number(),
    lastHeard: z.string().nullable(),
    ended: z.object({ envoys: z.number(), atMost: z.number() }),
  }),
});

export const reportAnswer = z.object({
  migration: z.string(),
  generatedAt: z.string(),
  outcome: z.enum(['no-evidence', 'no-differences-found', 'differences-found']),
  pairs: z.object({ compared: z.number(), identical: z.number(), differing: z.number() }),
  endpoints: z.array(z.object({ endpoint: z.string(), compared: z.number(), differing: z.number() })),
  findings: z.array(finding),
  ledger: ledgerAnswer,
});

const upstream = z.object({ hosts: z.array(z.string()) });

const listedMigration = z.object({
  name: z.string(),
  listener: z.object({ host: z.string(), port: z.number() }),
  primary: upstream,
  shadow: upstream,
  control: upstream.nullish(),
  mirror: z.object({ percent: z.number(), writes: z.string() }),
  halted: z.boolean(),
});

export const listAnswer = z
  .object({ migrations: z.array(listedMigration) })
  .transform(({ migrations }) => migrations);

export type MigrationList = z.infer<typeof listAnswer>;
export type MirrorState = z.infer<typeof mirrorState>;
export type Status = z.infer<typeof statusAnswer>;
export type Envoy = Status['envoys'][number];
export type Shape = z.infer<typeof shape>;
export type Finding = z.infer<typeof finding>;
export type Ledger = z.infer<typeof ledgerAnswer>;
export type Report = z.infer<typeof reportAnswer>;

/** @throws ApiUnreachableError when the answer is not what this version of the CLI understands. */
export function parseAnswer<Answer>(schema: z.ZodType<Answer>, { body }: ApiAnswer): Answer {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new ApiUnreachableError(
    `The API's answer is not understood at ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}. Do the CLI and the API have the same version?`,
  );
}
