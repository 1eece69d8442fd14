import type { PoolClient } from 'pg';
import type { StoredTaint, StoredTaints, TaintChanges } from '../../taint/stored-taints.ts';

const rowsPerStatement = 1_000;

export async function setTaints(
  client: PoolClient,
  { migration, dataCycle, anew, taints, gone }: TaintChanges,
): Promise<void> {
  if (anew) await removeAll(client, migration);
  else if (gone.length > 0) await removeScopes(client, migration, gone);
  for (let start = 0; start < taints.length; start += rowsPerStatement) {
    await putTaints(client, { migration, dataCycle, taints: taints.slice(start, start + rowsPerStatement) });
  }
}

/** All there are: as many as their bound for each migration. */
export async function readTaints(client: PoolClient): Promise<StoredTaints[]> {
  const { rows } = await client.query<StoredTaint & { migration: string; data_cycle: number }>(
    `SELECT migration, data_cycle, scope::double precision AS scope, since_us AS "sinceUs", until_us AS "untilUs",
       root, cause
     FROM umbra_comparator.taint ORDER BY migration, until_us, scope`,
  );
  const byMigration = new Map<string, { migration: string; dataCycle: number; taints: StoredTaint[] }>();
  for (const { migration, data_cycle: dataCycle, ...taint } of rows) {
    const stored = byMigration.get(migration) ?? { migration, dataCycle, taints: [] };
    stored.taints.push(taint);
    byMigration.set(migration, stored);
  }
  return [...byMigration.values()];
}

async function removeAll(client: PoolClient, migration: string): Promise<void> {
  await client.query('DELETE FROM umbra_comparator.taint WHERE migration = $1', [migration]);
}

async function removeScopes(client: PoolClient, migration: string, scopes: readonly number[]): Promise<void> {
  await client.query(
    'DELETE FROM umbra_comparator.taint WHERE migration = $1 AND scope = ANY($2::bigint[])',
    [migration, scopes],
  );
}

async function putTaints(client: PoolClient, { migration, dataCycle, taints }: StoredTaints): Promise<void> {
  await client.query(
    `INSERT INTO umbra_comparator.taint (migration, data_cycle, scope, since_us, until_us, root, cause)
     SELECT $1, $2, scope, "sinceUs", "untilUs", root, cause
     FROM jsonb_to_recordset($3::jsonb)
       AS row (scope bigint, "sinceUs" double precision, "untilUs" double precision, root text, cause text)
     ON CONFLICT (migration, scope) DO UPDATE
     SET data_cycle = excluded.data_cycle, since_us = excluded.since_us, until_us = excluded.until_us,
       root = excluded.root, cause = excluded.cause`,
    [migration, dataCycle, JSON.stringify(taints)],
  );
}
