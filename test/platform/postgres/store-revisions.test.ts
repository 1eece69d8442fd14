import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startLocalPostgres, type LocalPostgres } from '../../../platform/postgres/local-postgres.ts';
import { createPool } from '../../../platform/postgres/pool.ts';
import { applyStoreRevisions } from '../../../platform/postgres/store-revisions.ts';
import { capturedLog } from '../../makers/captured-log.ts';
import { silentLog as log } from '../../makers/silent-log.ts';
import { temporaryDirectory } from '../../makers/temporary-directory.ts';
import { until } from '../../makers/until.ts';

let directoryOfServer: string;
let postgres: LocalPostgres;

beforeAll(async () => {
  directoryOfServer = mkdtempSync(path.join(tmpdir(), 'umbra-test-'));
  postgres = await startLocalPostgres({ directory: directoryOfServer, port: 0, durable: false, log });
});

afterAll(async () => {
  await postgres.stop();
  await rm(directoryOfServer, { recursive: true });
});

interface Store {
  readonly schema: string;
  readonly apply: () => Promise<string[]>;
  readonly write: (name: string, sql: string) => void;
  readonly remove: (name: string) => void;
  readonly rows: (sql: string) => Promise<Record<string, unknown>[]>;
}

function newStore(files: Readonly<Record<string, string>>): Store {
  const directory = temporaryDirectory();
  const schema = `store_${randomBytes(4).toString('hex')}`;
  const write = (name: string, sql: string): void => {
    writeFileSync(path.join(directory, name), sql);
  };
  for (const [name, sql] of Object.entries(files)) write(name, sql);
  return {
    schema,
    write,
    remove: (name) => {
      rmSync(path.join(directory, name));
    },
    apply: () => applyStoreRevisions({ databaseUrl: postgres.url, schema, directory, log }),
    rows: async (sql) => {
      const client = new pg.Client({ connectionString: postgres.url });
      await client.connect();
      try {
        return (await client.query<Record<string, unknown>>(sql)).rows;
      } finally {
        await client.end();
      }
    },
  };
}

const twoRevisions = {
  '001-findings.sql': 'CREATE TABLE finding (id text PRIMARY KEY);',
  '002-counts.sql':
    'ALTER TABLE finding ADD COLUMN count bigint NOT NULL DEFAULT 0; CREATE INDEX ON finding (count);',
};

describe('store revisions', () => {
  test('are applied in order into the schema of the service, once', async () => {
    const store = newStore(twoRevisions);
    expect(await store.apply()).toEqual(['001-findings.sql', '002-counts.sql']);
    expect(await store.apply()).toEqual([]);
    expect(await store.rows(`SELECT count FROM ${store.schema}.finding`)).toEqual([]);
    expect(
      await store.rows(`SELECT number, name FROM ${store.schema}.store_revision ORDER BY number`),
    ).toEqual([
      { number: 1, name: '001-findings.sql' },
      { number: 2, name: '002-counts.sql' },
    ]);
  });

  test('of ten starters at once, one applies and the others find it done', async () => {
    const store = newStore(twoRevisions);
    const outcomes = await Promise.all(Array.from({ length: 10 }, store.apply));
    expect(outcomes.filter((applied) => applied.length === 2)).toHaveLength(1);
    expect(outcomes.filter((applied) => applied.length === 0)).toHaveLength(9);
  });

  test('that were added later are applied alone', async () => {
    const store = newStore(twoRevisions);
    await store.apply();
    store.write('003-more.sql', 'CREATE TABLE more ();');
    expect(await store.apply()).toEqual(['003-more.sql']);
  });

  test('refuse to go on when an applied one was edited', async () => {
    const store = newStore(twoRevisions);
    await store.apply();
    store.write('001-findings.sql', 'CREATE TABLE finding (id uuid PRIMARY KEY);');
    store.write('003-more.sql', 'CREATE TABLE more ();');
    await expect(store.apply()).rejects.toThrow(
      /001-findings\.sql was edited after it was applied.*new file/s,
    );
    expect(await store.rows(`SELECT to_regclass('${store.schema}.more') AS more`)).toEqual([{ more: null }]);
  });

  test('refuse a database that is newer than they are', async () => {
    const store = newStore(twoRevisions);
    await store.apply();
    store.remove('002-counts.sql');
    await expect(store.apply()).rejects.toThrow(/002-counts\.sql, which this version of Umbra does not know/);
  });

  test('change nothing at all when one of them fails', async () => {
    const store = newStore({ ...twoRevisions, '003-wrong.sql': 'CREATE TABLE half (); SELECT nonsense;' });
    await expect(store.apply()).rejects.toThrow(/003-wrong\.sql failed: column "nonsense" does not exist/);
    expect(await store.rows(`SELECT 1 FROM pg_namespace WHERE nspname = '${store.schema}'`)).toEqual([]);
  });

  test.each([
    [{ '001-a.sql': '', '003-c.sql': '' }, '002-<what-it-does>.sql is expected'],
    [{ '001-a.sql': '', '001-b.sql': '' }, '002-<what-it-does>.sql is expected'],
    [{ 'first.sql': '' }, '001-<what-it-does>.sql is expected'],
  ])('are refused when their numbers are not 1, 2, 3 …: %j', async (files, complaint) => {
    await expect(newStore(files).apply()).rejects.toThrow(complaint);
  });
});

describe('the pool', () => {
  test('ends a statement that takes too long', async () => {
    const pool = createPool({
      databaseUrl: postgres.url,
      applicationName: 'test',
      log,
      statementTimeoutMs: 50,
    });
    await expect(pool.query('SELECT pg_sleep(30)')).rejects.toMatchObject({ code: '57014' });
    await pool.end();
  });

  test('opens no more connections than it was told', async () => {
    const pool = createPool({
      databaseUrl: postgres.url,
      applicationName: 'bounded',
      log,
      maxConnections: 2,
    });
    await Promise.all(Array.from({ length: 20 }, () => pool.query('SELECT 1')));
    expect(pool.totalCount).toBe(2);
    await pool.end();
  });

  test('survives the loss of an idle connection, and says so', async () => {
    const { log: captured, lines } = capturedLog();
    const pool = createPool({ databaseUrl: postgres.url, applicationName: 'cut', log: captured });
    await pool.query('SELECT 1');
    const other = createPool({ databaseUrl: postgres.url, applicationName: 'cutter', log });
    await other.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'cut'`,
    );
    await until('the loss being noticed', () => lines.length > 0);
    expect(lines[0]).toMatchObject({ level: 'warn', message: 'An idle PostgreSQL connection was lost' });
    expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    await Promise.all([pool.end(), other.end()]);
  });
});
