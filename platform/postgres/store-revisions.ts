import pg from 'pg';
import type { Log } from '../log/logger.ts';
import { pendingRevisions, readRevisionFiles, StoreRevisionError } from './revision-files.ts';
import type { AppliedRevision, RevisionFile } from './revision-files.ts';

export interface StoreRevisionsOptions {
  readonly databaseUrl: string;
  /** The service's own schema: `umbra_comparator`. Made when missing; unqualified names in the files mean objects in it. */
  readonly schema: string;
  /** Folder of `001-what.sql`, `002-…`. */
  readonly directory: string;
  readonly log: Log;
}

/** How long one starter waits for another that is applying revisions, milliseconds. */
const lockTimeoutMs = 60_000;

/**
 * Brings a service's schema to the newest revision: all pending files in one transaction, under an advisory lock, so that of two
 * starters one applies and the other finds it done. Returns the names of the files it applied.
 *
 * @throws StoreRevisionError when a file was edited after it was applied, the store is newer than the files, or a file fails;
 * the database is then as it was before.
 */
export async function applyStoreRevisions({
  databaseUrl,
  schema,
  directory,
  log,
}: StoreRevisionsOptions): Promise<string[]> {
  const files = await readRevisionFiles(directory);
  const client = new pg.Client({
    connectionString: databaseUrl,
    application_name: `${schema} store revisions`,
    connectionTimeoutMillis: 5_000,
  });
  // A connection that breaks between two statements shows in the next one; without a listener it would end the process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('BEGIN');
    await lock(client, schema);
    await ensureRecord(client, schema);
    const pending = pendingRevisions(files, await readApplied(client));
    for (const file of pending) await apply(client, file);
    await client.query('COMMIT');
    for (const { name } of pending) log.info('Store revision applied', { schema, revision: name });
    return pending.map(({ name }) => name);
  } finally {
    await client.end(); // Rolls back what was not committed.
  }
}

async function lock(client: pg.Client, schema: string): Promise<void> {
  await client.query(`SET LOCAL lock_timeout = ${lockTimeoutMs}`);
  await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
    `umbra store revisions ${schema}`,
  ]);
}

/** Asks before creating: `CREATE SCHEMA IF NOT EXISTS` needs the right to create even where there is nothing to do. */
async function ensureRecord(client: pg.Client, schema: string): Promise<void> {
  const identifier = pg.escapeIdentifier(schema);
  const found = await client.query('SELECT 1 FROM pg_namespace WHERE nspname = $1', [schema]);
  if (found.rowCount === 0) await client.query(`CREATE SCHEMA ${identifier}`);
  await client.query(`SET LOCAL search_path TO ${identifier}`);
  await client.query(`
    CREATE TABLE IF NOT EXISTS store_revision (
      number integer PRIMARY KEY,
      name text NOT NULL,
      checksum text NOT NULL,
      applied_at timestamptz NOT NULL DEFAULT now()
    )`);
}

async function readApplied(client: pg.Client): Promise<AppliedRevision[]> {
  const { rows } = await client.query<AppliedRevision>(
    'SELECT number, name, checksum FROM store_revision ORDER BY number',
  );
  return rows;
}

async function apply(client: pg.Client, { number, name, sql, checksum }: RevisionFile): Promise<void> {
  try {
    await client.query(sql);
  } catch (cause) {
    throw new StoreRevisionError(
      `Store revision ${name} failed: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause },
    );
  }
  await client.query('INSERT INTO store_revision (number, name, checksum) VALUES ($1, $2, $3)', [
    number,
    name,
    checksum,
  ]);
}
