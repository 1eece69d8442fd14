import type { PoolClient } from 'pg';
import type { StoredTaint, StoredTaints, TaintChanges } from '../../taint/stored-taints.ts';

const rowsPerStatement = 1_000;

type Whose = Pick<StoredTaints, 'migration' | 'side'>;

export async function setTaints(
  client: PoolClient,
  { anew, taints, gone, ...stored }: TaintChanges,
): Promise<void> {
  if (anew) await removeAll(client, stored);
  else if (gone.length > 0) await removeScopes(client, stored, gone);
  for (let start = 0; start < taints.length; start += rowsPerStatement) {
    await putTaints(client, { ...stored, taints: taints.slice(start, start + rowsPerStatement) });
  }
}

/** All there are: as many as their bound for each side of each migration. */
export async function readTaints(client: PoolClient): Promise<StoredTaints[]> {
  const { rows } = await client.query<StoredTaint & Whose & { data_cycle: number }>(
    `SELECT migration, side, data_cycle, scope::double precision AS scope, since_us AS "sinceUs",
       until_us AS "untilUs", root, cause
     FROM umbra_comparator.taint ORDER BY migration, side, until_us, scope`,
  );
  const all: (Omit<StoredTaints, 'taints'> & { readonly taints: StoredTaint[] })[] = [];
  for (const { migration, side, data_cycle: dataCycle, ...taint } of rows) {
    const last = all.at(-1);
    if (last?.migration === migration && last.side === side) last.taints.push(taint);
    else all.push({ migration, side, dataCycle, taints: [taint] });
  }
  return all;
}

async function removeAll(client: PoolClient, { migration, side }: Whose): Promise<void> {
  await client.query('DELETE FROM umbra_comparator.taint WHERE migration = $1 AND side = $2', [
    migration,
    side,
  ]);
}

async function removeScopes(
  client: PoolClient,
  { migration, side }: Whose,
  scopes: readonly number[],
): Promise<void> {
  await client.query(
    'DELETE FROM umbra_comparator.taint WHERE migration = $1 AND side = $2 AND scope = ANY($3::bigint[])',
    [migration, side, scopes],
  );
}

async function putTaints(
  client: PoolClient,
  { migration, side, dataCycle, taints }: StoredTaints,
): Promise<void> {
  await client.query(
    `INSERT INTO umbra_comparator.taint (migration, side, data_cycle, scope, since_us, until_us, root, cause)
     SELECT $1, $2, $3, scope, "sinceUs", "untilUs", root, cause
     FROM jsonb_to_recordset($4::jsonb)
       AS row (scope bigint, "sinceUs" double precision, "untilUs" double precision, root text, cause text)
     ON CONFLICT (migration, side, scope) DO UPDATE
     SET data_cycle = excluded.data_cycle, since_us = excluded.since_us, until_us = excluded.until_us,
       root = excluded.root, cause = excluded.cause`,
    [migration, side, dataCycle, JSON.stringify(taints)],
  );
}
