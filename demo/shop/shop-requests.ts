import { z } from 'zod';
import { idFromCursor } from './page.ts';

/** What the shop accepts, parsed once at its border. */

const uuid = z.guid();
const shortText = z.string().min(1).max(200);

export const idInPath = z.object({ id: uuid });

/** Orders are numbered by the database, or get UUIDs from it. */
const orderId = z
  .string()
  .regex(/^\d{1,9}$/)
  .or(uuid);

export const orderInPath = z.object({ id: orderId });

export const customerHeader = z.object({ 'x-customer-id': uuid });

export const pageQuery = z.object({
  cursor: z.string().transform(idFromCursor).pipe(uuid).optional(),
  limit: z.coerce.number().int().min(1).max(50).default(10),
});

export const ordersQuery = pageQuery.extend({
  cursor: z.string().transform(idFromCursor).pipe(orderId).optional(),
});

export const searchBody = z.strictObject({ text: z.string().max(100), category: shortText.nullable() });

export const customerBody = z.strictObject({ name: shortText, email: shortText });

export const addressBody = z.strictObject({
  street: shortText,
  city: shortText,
  postcode: shortText.nullable(),
  country: z.string().length(2),
});

export const orderBody = z.strictObject({
  note: shortText.nullable(),
  lines: z
    .array(z.strictObject({ productId: uuid, quantity: z.number().int().min(1).max(99) }))
    .min(1)
    .max(20),
});

export const orderChange = z.strictObject({
  status: z.enum(['placed', 'cancelled']),
  note: shortText.nullable(),
});
