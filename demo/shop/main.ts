import { z } from 'zod';
import { startShop } from './start-shop.ts';

/** Ends by itself when the graceful stop takes longer; its parent would end it soon after. */
const stopDeadlineMs = 5_000;

const environment = z
  .object({
    DATABASE_URL: z.url(),
    SHOP_SCHEMA: z.enum(['old', 'new']),
    SHOP_PORT: z.coerce.number().int().min(0).max(65_535).default(0),
  })
  .parse(process.env);

const shop = await startShop(environment.SHOP_SCHEMA, environment.DATABASE_URL, environment.SHOP_PORT);
console.log(JSON.stringify({ event: 'ready', schema: environment.SHOP_SCHEMA, port: shop.port }));

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    setTimeout(() => process.exit(1), stopDeadlineMs).unref();
    void shop.stop();
  });
}
