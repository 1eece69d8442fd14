import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';
import type { ApiClient } from '../cli/api/api-client.ts';
import { makeShopDatabases, numberOrdersFrom, type MigrationScript } from './shop-databases.ts';
import { startShopProcess } from './shop-process.ts';
import type { RunningShop } from './shop/start-shop.ts';

/** A shop on its old schema, the same shop on a migrated copy, and a migration that watches over both. */
export interface VerifiedShop {
  readonly script: MigrationScript;
  /** The migration's name. */
  readonly name: string;
  /** Where customers reach the shop: Envoy's listener. */
  readonly origin: string;
  readonly stop: () => Promise<void>;
}

export interface VerifiedShopOptions {
  readonly script: MigrationScript;
  /** Of a superuser; the shop's databases are made on this server. */
  readonly serverUrl: string;
  readonly api: ApiClient;
  readonly listenerPort: number;
}

/** Far from the primary's, so that no number means one order here and another there. */
const firstShadowOrder = 500_001;

const documentToFillIn = z.looseObject({});

/** Starts both shops and creates the migration, still at 0 percent. */
export async function startVerifiedShop(options: VerifiedShopOptions): Promise<VerifiedShop> {
  const { script, serverUrl, api, listenerPort } = options;
  const name = `shop-${script}`;
  const { primaryUrl, shadowUrl } = await makeShopDatabases(serverUrl, `shop_${script}`, script);
  await numberOrdersFrom(shadowUrl, firstShadowOrder);
  const [primary, shadow] = await bothOrNone(
    startShopProcess('old', primaryUrl),
    startShopProcess('new', shadowUrl),
  );
  const stop = async (): Promise<void> => {
    await Promise.all([primary.stop(), shadow.stop()]);
  };
  try {
    const template = documentToFillIn.parse(
      parse(await readFile(new URL('migration.yaml', import.meta.url), 'utf8')),
    );
    await api.send('PUT', `/v1/migrations/${name}`, {
      ...template,
      name,
      listener: { port: listenerPort },
      primary: { hosts: [`127.0.0.1:${primary.port}`] },
      shadow: { hosts: [`127.0.0.1:${shadow.port}`] },
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return { script, name, origin: `http://127.0.0.1:${listenerPort}`, stop };
}

async function bothOrNone(
  ...starts: readonly [Promise<RunningShop>, Promise<RunningShop>]
): Promise<[RunningShop, RunningShop]> {
  try {
    return await Promise.all(starts);
  } catch (error) {
    for (const start of await Promise.allSettled(starts)) {
      if (start.status === 'fulfilled') await start.value.stop();
    }
    throw error;
  }
}
