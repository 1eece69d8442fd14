import type pg from 'pg';
import type { Heartbeat } from '../../migration/migration-store.ts';
import { schema } from './schema.ts';

/** The database's clock: of several control planes' clocks none is the right one. */
export async function readNow(client: pg.PoolClient): Promise<Date> {
  const { rows } = await client.query<{ now: Date }>('SELECT clock_timestamp() AS now');
  return rows[0]?.now ?? new Date(NaN);
}

export async function readHeartbeat(client: pg.PoolClient): Promise<Heartbeat> {
  const { rows } = await client.query<{ last: Date | null }>(
    `SELECT max(at) AS last FROM ${schema}.heartbeat`,
  );
  return { last: rows[0]?.last ?? undefined, now: await readNow(client) };
}

export async function saveHeartbeat(client: pg.PoolClient): Promise<void> {
  await client.query(
    `INSERT INTO ${schema}.heartbeat (at) VALUES (clock_timestamp())
     ON CONFLICT (only_one) DO UPDATE SET at = excluded.at`,
  );
}
