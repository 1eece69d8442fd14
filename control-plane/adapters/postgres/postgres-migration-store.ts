import type pg from 'pg';
import { auditedState } from '../../migration/audited-state.ts';
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
import { insertAudit, readAudit } from './audit-statements.ts';
import { readHeartbeat, readNow, saveHeartbeat } from './heartbeat-statements.ts';
import {
  deleteMigration,
  readAll,
  readLastCycle,
  saveMigration,
  StoredMigrationError,
} from './migration-statements.ts';
import { schema } from './schema.ts';

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
