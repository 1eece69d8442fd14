import { z } from 'zod';
import { gapReasons, type DataCycle } from './data-cycle.ts';

/** A data cycle as the API shows it and the store keeps it; times are ISO 8601. */
export const cycleDocument = z.object({
  number: z.int().min(1),
  startedAt: z.iso.datetime(),
  gaps: z
    .array(
      z.object({
        reason: z.enum(gapReasons),
        from: z.iso.datetime(),
        to: z.iso.datetime().nullable().describe('null while it is open'),
      }),
    )
    .describe('time in which eligible writes were not mirrored; none means that the shadow has them all'),
});

export type CycleDocument = z.output<typeof cycleDocument>;

export function fromCycle({ number, startedAt, gaps }: DataCycle): CycleDocument {
  return {
    number,
    startedAt: startedAt.toISOString(),
    gaps: gaps.map(({ reason, from, to }) => ({
      reason,
      from: from.toISOString(),
      to: to?.toISOString() ?? null,
    })),
  };
}

export function toCycle({ number, startedAt, gaps }: CycleDocument): DataCycle {
  return {
    number,
    startedAt: new Date(startedAt),
    gaps: gaps.map(({ reason, from, to }) => ({
      reason,
      from: new Date(from),
      to: to === null ? null : new Date(to),
    })),
  };
}
