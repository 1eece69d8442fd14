import type pg from 'pg';
import { cycleDocument, fromCycle, toCycle } from '../../cycle/cycle-document.ts';
import type { DataCycle } from '../../cycle/data-cycle.ts';
import { toDocument } from '../../migration/migration-conversion.ts';
import type { Decision } from '../../migration/migration-store.ts';
import type { StoredMigration } from '../../migration/migration.ts';
import { parseMigration } from '../../migration/parse-migration.ts';
import { schema } from './schema.ts';

/** A stored document that this version cannot read: it was written by another version, or by hand. */
export class StoredMigrationError extends Error {
  override readonly name = 'StoredMigrationError';
}

interface MigrationRow {
  readonly name: string;
  readonly document: unknown;
  readonly halted: boolean;
  readonly cycle: unknown;
  /** bigint, which the driver hands over as text. */
  readonly revision: string;
  readonly updated_at: Date;
}

export async function readAll(client: pg.PoolClient): Promise<readonly StoredMigration[]> {
  const { rows } = await client.query<MigrationRow>(
    `SELECT name, document, halted, cycle, revision, updated_at FROM ${schema}.migration ORDER BY name COLLATE "C"`,
  );
  return rows.map(toStoredMigration);
}

function toStoredMigration({
  name,
  document,
  halted,
  cycle,
  revision,
  updated_at,
}: MigrationRow): StoredMigration {
  const parsed = parseMigration(document);
  if (!parsed.ok) {
    const problem = parsed.problems.map(({ message }) => message).join('; ');
    throw new StoredMigrationError(
      `The stored migration ${name} cannot be read by this version: ${problem}. Run the version that wrote it, or correct the row in ${schema}.migration.`,
    );
  }
  return {
    migration: parsed.migration,
    halted,
    cycle: toStoredCycle(name, cycle),
    revision: Number(revision),
    updatedAt: updated_at,
  };
}

function toStoredCycle(name: string, cycle: unknown): DataCycle {
  const parsed = cycleDocument.safeParse(cycle);
  if (parsed.success) return toCycle(parsed.data);
  throw new StoredMigrationError(
    `The stored data cycle of migration ${name} cannot be read by this version. Run the version that wrote it, or correct the row in ${schema}.migration.`,
  );
}

type Save = Extract<Decision, { kind: 'save' }>;

export async function saveMigration(
  client: pg.PoolClient,
  { migration, halted, cycle }: Save,
): Promise<void> {
  await client.query(
    `INSERT INTO ${schema}.migration (name, document, halted, cycle, revision)
     VALUES ($1, $2, $3, $4, nextval('${schema}.revision'))
     ON CONFLICT (name) DO UPDATE
     SET document = excluded.document, halted = excluded.halted, cycle = excluded.cycle,
         revision = excluded.revision, updated_at = now()`,
    [migration.name, JSON.stringify(toDocument(migration)), halted, JSON.stringify(fromCycle(cycle))],
  );
}

export async function deleteMigration(client: pg.PoolClient, name: string): Promise<void> {
  await client.query(`DELETE FROM ${schema}.migration WHERE name = $1`, [name]);
}

/** The highest number that a removed migration of this name had; 0 where there was none. */
export async function readLastCycle(client: pg.PoolClient, name: string): Promise<number> {
  const { rows } = await client.query<{ number: number }>(
    `SELECT coalesce(max((before->'cycle'->>'number')::integer), 0) AS number FROM ${schema}.audit WHERE migration = $1`,
    [name],
  );
  return rows[0]?.number ?? 0;
}
