import type pg from 'pg';
import { auditedState } from '../../migration/audited-state.ts';
import { cycleDocument, fromCycle, toCycle } from '../../cycle/cycle-document.ts';
import type { DataCycle } from '../../cycle/data-cycle.ts';
import { toDocument } from '../../migration/migration-conversion.ts';
import {
  StoreUnreachableError,
  type AuditEntry,
  type Author,
  type Decide,
  type Decision,
  type Heartbeat,
  type MigrationStore,
  type Outcome,
} from '../../migration/migration-store.ts';
import type { StoredMigration } from '../../migration/migration.ts';
import { parseMigration } from '../../migration/parse-migration.ts';

export const schema = 'umbra_control_plane';

/** A stored document that this version cannot read: it was written by another version, or by hand. */
export class StoredMigrationError extends Error {
  override readonly name = 'StoredMigrationError';
}

export class PostgresMigrationStore implements MigrationStore {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  list(): Promise<readonly StoredMigration[]> {
    return this.#withClient(readAll);
  }

  change(author: Author, decide: Decide): Promise<Outcome> {
    return this.#withClient((client) => inTransaction(client, () => changeLocked(client, author, decide)));
  }

  audit(name: string, limit: number): Promise<readonly AuditEntry[]> {
    return this.#withClient((client) => readAudit(client, name, limit));
  }

  heartbeat(): Promise<Heartbeat> {
    return this.#withClient(readHeartbeat);
  }

  beat(): Promise<void> {
    return this.#withClient(saveHeartbeat);
  }

  async #withClient<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    let client: pg.PoolClient;
    try {
      client = await this.#pool.connect();
    } catch (cause) {
      throw unreachable(cause);
    }
    let broken: Error | undefined;
    try {
      return await work(client);
    } catch (error) {
      if (error instanceof StoredMigrationError) throw error;
      if (error instanceof DecisionFailedError) throw error.cause;
      // Whatever state the connection is in, the next one starts afresh.
      broken = unreachable(error);
      throw broken;
    } finally {
      client.release(broken);
    }
  }
}

/** Keeps what a decision throws apart from what the database does. */
class DecisionFailedError extends Error {
  override readonly name = 'DecisionFailedError';
}

function decideOwn(decide: Decide, stored: readonly StoredMigration[], now: Date): Decision {
  try {
    return decide(stored, now);
  } catch (cause) {
    throw new DecisionFailedError('the decision on a change failed', { cause });
  }
}

function unreachable(cause: unknown): StoreUnreachableError {
  const detail = cause instanceof Error ? cause.message : String(cause);
  return new StoreUnreachableError(`PostgreSQL did not do what was asked: ${detail}`, { cause });
}

async function inTransaction<T>(client: pg.PoolClient, work: () => Promise<T>): Promise<T> {
  await client.query('BEGIN');
  try {
    const result = await work();
    await client.query('COMMIT');
    return result;
  } catch (error) {
    // The connection may be what failed; it is thrown away then, and PostgreSQL rolls back by itself.
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

async function changeLocked(client: pg.PoolClient, author: Author, decide: Decide): Promise<Outcome> {
  await lockWriters(client);
  const before = await readAll(client);
  const decision = decideOwn(decide, before, await readNow(client));
  if (decision.kind === 'refuse') return { kind: 'refused', refusal: decision.refusal };
  if (decision.kind === 'keep') return { kind: 'done', changed: false, all: before };

  const name = decision.kind === 'save' ? decision.migration.name : decision.name;
  const isNew = !before.some(({ migration }) => migration.name === name);
  if (decision.kind === 'save') {
    const earlier = isNew ? await readLastCycle(client, name) : 0;
    const cycle = { ...decision.cycle, number: earlier + decision.cycle.number };
    await saveMigration(client, { ...decision, cycle });
  } else await deleteMigration(client, name);
  const after = await readAll(client);
  const named = (all: readonly StoredMigration[]) =>
    auditedState(all.find(({ migration }) => migration.name === name));
  await insertAudit(client, { ...author, migration: name, before: named(before), after: named(after) });
  return { kind: 'done', changed: true, all: after };
}

/** Keeps other writers out and lets readers in. Changes are rare; each may depend on every migration's listener. */
async function lockWriters(client: pg.PoolClient): Promise<void> {
  await client.query(`LOCK TABLE ${schema}.migration IN SHARE ROW EXCLUSIVE MODE`);
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

async function readAll(client: pg.PoolClient): Promise<readonly StoredMigration[]> {
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

/** The database's clock: of several control planes' clocks none is the right one. */
async function readNow(client: pg.PoolClient): Promise<Date> {
  const { rows } = await client.query<{ now: Date }>('SELECT clock_timestamp() AS now');
  return rows[0]?.now ?? new Date(NaN);
}

type Save = Extract<Decision, { kind: 'save' }>;

async function saveMigration(client: pg.PoolClient, { migration, halted, cycle }: Save): Promise<void> {
  await client.query(
    `INSERT INTO ${schema}.migration (name, document, halted, cycle, revision)
     VALUES ($1, $2, $3, $4, nextval('${schema}.revision'))
     ON CONFLICT (name) DO UPDATE
     SET document = excluded.document, halted = excluded.halted, cycle = excluded.cycle,
         revision = excluded.revision, updated_at = now()`,
    [migration.name, JSON.stringify(toDocument(migration)), halted, JSON.stringify(fromCycle(cycle))],
  );
}

/** The highest number that a removed migration of this name had; 0 where there was none. */
async function readLastCycle(client: pg.PoolClient, name: string): Promise<number> {
  const { rows } = await client.query<{ number: number }>(
    `SELECT coalesce(max((before->'cycle'->>'number')::integer), 0) AS number FROM ${schema}.audit WHERE migration = $1`,
    [name],
  );
  return rows[0]?.number ?? 0;
}

async function readHeartbeat(client: pg.PoolClient): Promise<Heartbeat> {
  const { rows } = await client.query<{ last: Date | null }>(
    `SELECT max(at) AS last FROM ${schema}.heartbeat`,
  );
  return { last: rows[0]?.last ?? undefined, now: await readNow(client) };
}

async function saveHeartbeat(client: pg.PoolClient): Promise<void> {
  await client.query(
    `INSERT INTO ${schema}.heartbeat (at) VALUES (clock_timestamp())
     ON CONFLICT (only_one) DO UPDATE SET at = excluded.at`,
  );
}

async function deleteMigration(client: pg.PoolClient, name: string): Promise<void> {
  await client.query(`DELETE FROM ${schema}.migration WHERE name = $1`, [name]);
}

async function insertAudit(client: pg.PoolClient, entry: Omit<AuditEntry, 'at'>): Promise<void> {
  const { migration, who, action, correlationId, before, after } = entry;
  await client.query(
    `INSERT INTO ${schema}.audit (migration, who, action, correlation_id, before, after) VALUES ($1, $2, $3, $4, $5, $6)`,
    [migration, who, action, correlationId, toJson(before), toJson(after)],
  );
}

function toJson(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value);
}

interface AuditRow {
  readonly migration: string;
  readonly at: Date;
  readonly who: string;
  readonly action: string;
  readonly correlation_id: string;
  readonly before: unknown;
  readonly after: unknown;
}

async function readAudit(client: pg.PoolClient, name: string, limit: number): Promise<readonly AuditEntry[]> {
  const { rows } = await client.query<AuditRow>(
    `SELECT migration, at, who, action, correlation_id, before, after FROM ${schema}.audit
     WHERE migration = $1 ORDER BY id DESC LIMIT $2`,
    [name, limit],
  );
  return rows.map(({ correlation_id, before, after, ...row }) => ({
    ...row,
    correlationId: correlation_id,
    before: before ?? undefined,
    after: after ?? undefined,
  }));
}
