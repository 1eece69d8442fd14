import { z } from 'zod';

/** What several errands read of the shop's answers. */

const id = z.union([z.string(), z.number().transform(String)]);

export const withId = z.looseObject({ id });

export const page = z.object({
  items: z.array(withId),
  nextCursor: z.string().optional(),
});
