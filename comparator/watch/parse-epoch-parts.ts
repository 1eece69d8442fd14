import { z } from 'zod';
import { defaultGates } from '../verdict/gates.ts';

const date = z.iso.datetime({ offset: true }).transform((text) => new Date(text));

const rate = z.number().min(0).max(1);

const ratio = z.number().positive();

/** What has to hold for a PASS. */
export const gates = z
  .object({
    differenceRate: rate.default(defaultGates.differenceRate),
    latency: z
      .object({
        p50: ratio.default(defaultGates.latency.p50),
        p95: ratio.default(defaultGates.latency.p95),
        p99: ratio.default(defaultGates.latency.p99),
      })
      .prefault({}),
    minPairs: z.number().min(0).default(defaultGates.minPairs),
    minKeys: z.number().min(0).default(defaultGates.minKeys),
    loss: rate.default(defaultGates.loss),
    setAside: rate.default(defaultGates.setAside),
    noise: rate.default(defaultGates.noise),
    alpha: rate.default(defaultGates.alpha),
    require: z.array(z.string()).default([...defaultGates.require]),
  })
  .prefault({});

/** From one reset of the shadow to the next. */
export const dataCycle = z
  .object({
    number: z.int().min(1).default(1),
    gaps: z
      .array(
        z.object({
          reason: z.enum(['halted', 'writes-not-mirrored', 'control-plane-away']),
          from: date,
          to: date.nullable(),
        }),
      )
      .default([]),
  })
  .prefault({});
