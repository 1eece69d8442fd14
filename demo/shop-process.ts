import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { describeExit, startLeashed } from '../platform/process/leash.ts';
import type { RunningShop, ShopSchema } from './shop/start-shop.ts';

class ShopStartError extends Error {
  override readonly name = 'ShopStartError';
}

const repository = fileURLToPath(new URL('..', import.meta.url));

const readyLine = z.object({ event: z.literal('ready'), port: z.number() });

/**
 * Starts a shop as a process of its own, on a free port of loopback, that ends when we do.
 *
 * @throws ShopStartError with the shop's last words.
 */
export async function startShopProcess(schema: ShopSchema, databaseUrl: string): Promise<RunningShop> {
  let announce: (port: number) => void = () => undefined;
  const announced = new Promise<number>((resolve) => {
    announce = resolve;
  });
  const child = await startLeashed({
    name: `shop on the ${schema} schema`,
    command: process.execPath,
    args: ['--import', 'tsx', 'demo/shop/main.ts'],
    cwd: repository,
    env: { ...process.env, DATABASE_URL: databaseUrl, SHOP_SCHEMA: schema, SHOP_PORT: '0' },
    onLine: (line) => {
      const ready = readyLine.safeParse(parseJson(line));
      if (ready.success) announce(ready.data.port);
    },
  });
  const outcome = await Promise.race([announced, child.exited]);
  if (typeof outcome !== 'number') {
    throw new ShopStartError(
      `The ${child.name} ${describeExit(outcome)} before it was ready. Its last words: ${child.tail()}`,
    );
  }
  return {
    port: outcome,
    async stop() {
      await child.stop();
    },
  };
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
