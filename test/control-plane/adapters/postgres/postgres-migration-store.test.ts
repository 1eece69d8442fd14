import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  PostgresMigrationStore,
  schema,
  StoredMigrationError,
} from '../../../../control-plane/adapters/postgres/postgres-migration-store.ts';
import { prepareStore } from '../../../../control-plane/adapters/postgres/prepare-store.ts';
import { StoreUnreachableError } from '../../../../control-plane/migration/migration-store.ts';
import { startLocalPostgres, type LocalPostgres } from '../../../../platform/postgres/local-postgres.ts';
import { createPool } from '../../../../platform/postgres/pool.ts';
import { silentLog as log } from '../../../makers/silent-log.ts';
import { keepsTheStoreContract } from '../../migration/migration-store-contract.ts';

describe('the store in PostgreSQL', () => {
  let postgres: LocalPostgres;
  let pool: pg.Pool;
  let directory: string;

  beforeAll(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'umbra-test-'));
    postgres = await startLocalPostgres({ directory, port: 0, durable: false, log });
    pool = createPool({ databaseUrl: postgres.url, applicationName: 'test', log });
    // Two starters at once, as with two replicas.
    await Promise.all([prepareStore(postgres.url, log), prepareStore(postgres.url, log)]);
  });
  afterAll(async () => {
    await pool.end();
    await postgres.stop();
    await rm(directory, { recursive: true, force: true });
  });

  async function emptyStore(): Promise<PostgresMigrationStore> {
    await pool.query(`TRUNCATE ${schema}.migration, ${schema}.audit`);
    return new PostgresMigrationStore(pool);
  }

  keepsTheStoreContract(emptyStore);

  it('names the migration that this version cannot read', async () => {
    const store = await emptyStore();
    await pool.query(`INSERT INTO ${schema}.migration VALUES ('odd', '{"name": "odd"}', false, 1)`);
    const reading = store.list();
    await expect(reading).rejects.toThrow(StoredMigrationError);
    await expect(reading).rejects.toThrow(/odd.*primary is missing/);
  });

  it('says that it is unreachable when nothing listens', async () => {
    const gone = createPool({ databaseUrl: 'postgres://u:p@127.0.0.1:1/x', applicationName: 'test', log });
    await expect(new PostgresMigrationStore(gone).list()).rejects.toThrow(StoreUnreachableError);
    await gone.end();
  });
});
