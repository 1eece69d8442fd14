import { z } from 'zod';
import { endpointTemplate } from './document-parts.ts';

/** The comparator keeps so many keys apart, of each endpoint. */
const mostKeys = 64;

function ratio(fallback: number) {
  return z
    .number()
    .min(1)
    .max(100)
    .default(fallback)
    .describe("how many times the primary's time the shadow's may be, 1 to 100, such as 1.25");
}

function share(fallback: number, what: string) {
  return z
    .number()
    .min(0)
    .max(1)
    .default(fallback)
    .describe(`the share of requests ${what}, 0 to 1, such as 0.01`);
}

export const gates = z
  .strictObject({
    // A budget of nothing could never be shown to be kept: no number of pairs without a difference rules out the next.
    differenceRate: z
      .number()
      .min(0.000_001)
      .max(0.5)
      .default(0.001)
      .describe('the tolerated rate of pairs with an unexplained difference, 0.000001 to 0.5, such as 0.001'),
    latency: z
      .strictObject({ p50: ratio(1.25), p95: ratio(1.25), p99: ratio(1.25) })
      .prefault({})
      .describe('{ p50, p95, p99 }'),
    minPairs: z.int().min(1).max(1_000_000).default(500).describe('pairs of an endpoint, 1 to 1000000'),
    minKeys: z.int().min(1).max(mostKeys).default(30).describe(`distinct keys, 1 to ${mostKeys}`),
    loss: share(0.01, 'that may be lost'),
    setAside: share(0.01, 'that may be set aside'),
    noise: z
      .number()
      .min(0.000_01)
      .max(1)
      .default(0.01)
      .describe(
        'by how much more often than the control the shadow may disagree on a noisy path, 0.00001 to 1, such as 0.01',
      ),
    alpha: z
      .number()
      .min(0.000_01)
      .max(0.5)
      .default(0.05)
      .describe('the accepted probability of a wrong verdict, 0.00001 to 0.5, such as 0.05'),
    require: z
      .array(endpointTemplate)
      .max(200)
      .default([])
      .describe('a list of at most 200 endpoint templates'),
  })
  .prefault({})
  .describe('{ differenceRate, latency, minPairs, … }');
