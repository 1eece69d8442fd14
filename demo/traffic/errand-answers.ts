import { z } from 'zod';

/** What several errands read of the shop's answers. */

export const withId = z.looseObject({ id: z.string() });

export const page = z.object({
  items: z.array(z.looseObject({ id: z.string() })),
  nextCursor: z.string().optional(),
});
