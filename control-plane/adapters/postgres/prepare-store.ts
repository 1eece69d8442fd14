import { fileURLToPath } from 'node:url';
import type { Log } from '../../../platform/log/logger.ts';
import { applyStoreRevisions } from '../../../platform/postgres/store-revisions.ts';
import { schema } from './schema.ts';

/** Brings the store to the shape this version reads and writes. Safe to repeat, and under several starters. */
export async function prepareStore(databaseUrl: string, log: Log): Promise<void> {
  const directory = fileURLToPath(new URL('./store-revisions/', import.meta.url));
  await applyStoreRevisions({ databaseUrl, schema, directory, log });
}
