import { z } from 'zod';

/** JSON has no infinity: a number that is not finite is null there. */
const number = z.number().nullable();

const place = { endpoint: z.string(), path: z.string(), class: z.string() };

const gap = z.object({ reason: z.string(), from: z.string(), to: z.string().nullable() });

export const cycle = z.object({ number: z.number(), startedAt: z.string(), gaps: z.array(gap) });

export const epoch = z.object({
  id: z.string(),
  dataCycle: z.number(),
  builds: z.object({ primary: z.string().nullable(), shadow: z.string().nullable() }),
  startedAt: z.string(),
  recomputed: z.enum(['exact', 'estimate', 'anew']),
});

export const ruleUse = z.object({
  hits: z.number(),
  lastHit: z.string().nullable(),
  standing: z.enum(['active', 'expired', 'stale', 'over-broad']),
});

export const verdictAnswer = z.object({
  migration: z.string(),
  judgedAt: z.string(),
  outcome: z.enum(['pass', 'fail', 'inconclusive']),
  reasons: z.array(
    z.object({ effect: z.enum(['fails', 'blocks', 'supports']), code: z.string(), text: z.string() }),
  ),
  epoch,
  gates: z.object({ differenceRate: z.number(), loss: z.number(), setAside: z.number(), alpha: z.number() }),
  population: z.object({
    pairs: z.number(),
    keys: z.number(),
    endpoints: z.number(),
    from: z.string().nullable(),
    to: z.string().nullable(),
  }),
  levels: z.object({ rest: z.number(), pass: z.number() }),
  confirmed: z.array(
    z.object({
      ...place,
      pairs: z.number(),
      keys: z.number(),
      eValue: number,
      standing: z.enum(['confirmed', 'suspected']),
    }),
  ),
  rest: z.object({
    n: z.number(),
    k: z.number(),
    controlOnly: z.number(),
    eFail: number,
    ePass: number,
    lower: z.number(),
    upper: z.number(),
  }),
  endpoints: z.array(
    z.object({
      endpoint: z.string(),
      pairs: z.number(),
      keys: z.number(),
      share: z.number(),
      required: z.boolean(),
      covered: z.boolean(),
      upper: z.number(),
    }),
  ),
  latency: z.array(
    z.object({
      endpoint: z.string(),
      quantile: z.string(),
      gate: z.number(),
      ratio: number,
      lower: number,
      upper: number,
      blocks: z.number(),
      standing: z.enum(['slower', 'within', 'open']),
    }),
  ),
  noise: z.array(
    z.object({
      ...place,
      pairs: z.number(),
      shadowOnly: z.number(),
      controlOnly: z.number(),
      both: z.number(),
      standing: z.enum(['noise', 'not-assessable', 'regression']),
      excessUpper: z.number(),
    }),
  ),
  ledger: z.object({
    settled: z.number(),
    evidence: z.number(),
    setAside: z.number(),
    loss: z.number(),
  }),
  rules: z.array(
    ruleUse.extend({
      id: z.string(),
      owner: z.string(),
      reason: z.string(),
      expires: z.string().nullable(),
    }),
  ),
  expected: z.array(z.object({ ...place, by: z.string(), pairs: z.number() })),
});

export type VerdictAnswer = z.infer<typeof verdictAnswer>;
export type Cycle = z.infer<typeof cycle>;
export type Epoch = z.infer<typeof epoch>;
