import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StoredMigrationError } from '../../../../control-plane/adapters/postgres/migration-statements.ts';
import { PostgresMigrationStore } from '../../../../control-plane/adapters/postgres/postgres-migration-store.ts';
import { prepareStore } from '../../../../control-plane/adapters/postgres/prepare-store.ts';
import { schema } from '../../../../control-plane/adapters/postgres/schema.ts';
import { StoreUnreachableError } from '../../../../control-plane/migration/migration-store.ts';
import { startLocalPostgres, type LocalPostgres } from '../../../../platform/postgres/local-postgres.ts';
import { createPool } from '../../../../platform/postgres/pool.ts';
import { applyStoreRevisions } from '../../../../platform/postgres/store-revisions.ts';
import { minimalDocument } from '../../../makers/migration.ts';
import { silentLog as log } from '../../../makers/silent-log.ts';
import { keepsTheStoreContract } from '../../migration/migration-store-contract.ts';

const revisionFiles = new URL(
  '../../../../control-plane/adapters/postgres/store-revisions/',
  import.meta.url,
);

/** As a version stored it whose rules had a path, and perhaps a reason. */
function earlierDocument(name: string, port: number, compare: object, mirror: object = {}): string {
  return JSON.stringify({ ...minimalDocument(), name, listener: { port }, compare, mirror });
}

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
    await pool.query(
      `INSERT INTO ${schema}.migration (name, document, halted, cycle, revision) VALUES ('odd', '{"name": "odd"}', false, '{}', 1)`,
    );
    const reading = store.list();
    await expect(reading).rejects.toThrow(StoredMigrationError);
    await expect(reading).rejects.toThrow(/odd.*primary is missing/);
  });

  it('takes over what an earlier version stored: rules without owners, and no data cycle', async () => {
    await pool.query('CREATE DATABASE earlier');
    const databaseUrl = postgres.url.replace(/\/[^/]*$/, '/earlier');
    const revisions = path.join(directory, 'earlier');
    await mkdir(revisions);
    const first = '001-migrations.sql';
    await copyFile(new URL(first, revisionFiles), path.join(revisions, first));
    await applyStoreRevisions({ databaseUrl, schema, directory: revisions, log });
    const earlier = createPool({ databaseUrl, applicationName: 'test', log });
    try {
      const insert = `INSERT INTO ${schema}.migration (name, document, halted, revision) VALUES ($1, $2, $3, 1)`;
      const rules = [
        { path: '$.createdAt', reason: 'a clock' },
        { path: '$.createdAt', reason: 'a clock' },
        { path: 'status', endpoint: 'GET /a' },
        { path: '$.items[].a' },
        { path: '$["a b"].c{}' },
        { path: 'header.content-type' },
        { path: '$.a b' },
        { path: '$.a', endpoint: 'GET a' },
      ];
      await earlier.query(insert, ['ruled', earlierDocument('ruled', 1, { rules }), false]);
      await earlier.query(insert, ['halted', earlierDocument('halted', 2, {}), true]);
      await earlier.query(insert, ['reads', earlierDocument('reads', 3, {}, { writes: 'none' }), false]);
      await prepareStore(databaseUrl, log);

      const [halted, reads, ruled] = await new PostgresMigrationStore(earlier).list();
      expect(halted?.cycle).toMatchObject({ number: 1, gaps: [{ reason: 'halted', to: null }] });
      expect(reads?.cycle.gaps).toMatchObject([{ reason: 'writes-not-mirrored', to: null }]);
      expect(ruled?.cycle.gaps).toMatchObject([
        { reason: 'writes-not-mirrored', to: expect.any(Date) as unknown },
      ]);
      const kept = ruled?.migration.compare.rules.map(({ path, owner, force }) => [path, owner, force]);
      expect(kept?.sort()).toEqual([
        ['$.createdAt', 'not named', false],
        ['$.items[].a', 'not named', false],
        ['$["a b"].c{}', 'not named', false],
        ['header.content-type', 'not named', false],
        ['status', 'not named', true],
      ]);
    } finally {
      await earlier.end();
    }
  });

  it('says that it is unreachable when nothing listens', async () => {
    const gone = createPool({ databaseUrl: 'postgres://u:p@127.0.0.1:1/x', applicationName: 'test', log });
    await expect(new PostgresMigrationStore(gone).list()).rejects.toThrow(StoreUnreachableError);
    await gone.end();
  });
});
