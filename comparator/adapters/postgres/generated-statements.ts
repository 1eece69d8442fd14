import type { PoolClient } from 'pg';
import type { GeneratedRow, StoredPair } from '../../generated/generated-memory.ts';

/** Of each migration and side, those of the last data cycle, in the order in which they were learned. */
export async function readGenerated(client: PoolClient): Promise<StoredPair[]> {
  const { rows } = await client.query<
    Omit<StoredPair, 'dataCycle' | 'primary' | 'shadow'> & {
      data_cycle: string;
      primary: string;
      shadow: string;
    }
  >(
    `SELECT migration, side, data_cycle, primary_hash AS primary, shadow_hash AS shadow, strength
     FROM umbra_comparator.generated_value AS stored
     WHERE data_cycle = (SELECT max(data_cycle) FROM umbra_comparator.generated_value AS other
                         WHERE other.migration = stored.migration AND other.side = stored.side)
     ORDER BY learned`,
  );
  return rows.map(({ data_cycle: dataCycle, primary, shadow, ...row }) => ({
    ...row,
    dataCycle: Number(dataCycle),
    primary: Number(primary),
    shadow: Number(shadow),
  }));
}

/** What was forgotten goes first: its shadow's value may have another partner now. Earlier data cycles go with it. */
export async function setGenerated(client: PoolClient, rows: readonly GeneratedRow[]): Promise<void> {
  const json = JSON.stringify(rows);
  await client.query(
    `DELETE FROM umbra_comparator.generated_value AS stored
     USING jsonb_to_recordset($1::jsonb)
       AS row (migration text, side text, "dataCycle" bigint, "primary" bigint, shadow bigint)
     WHERE stored.migration = row.migration AND stored.side = row.side AND stored.data_cycle = row."dataCycle"
       AND stored.primary_hash = row."primary" AND row.shadow IS NULL`,
    [json],
  );
  await client.query(
    `INSERT INTO umbra_comparator.generated_value
       (migration, side, data_cycle, primary_hash, shadow_hash, strength)
     SELECT migration, side, "dataCycle", "primary", shadow, strength
     FROM jsonb_to_recordset($1::jsonb)
       AS row (migration text, side text, "dataCycle" bigint, "primary" bigint, shadow bigint, strength smallint)
     WHERE shadow IS NOT NULL
     ON CONFLICT (migration, side, data_cycle, primary_hash) DO UPDATE
     SET shadow_hash = excluded.shadow_hash, strength = excluded.strength, learned = excluded.learned`,
    [json],
  );
  await client.query(
    `DELETE FROM umbra_comparator.generated_value AS stored
     USING (SELECT DISTINCT migration, side, "dataCycle" FROM jsonb_to_recordset($1::jsonb)
              AS row (migration text, side text, "dataCycle" bigint)) AS current
     WHERE stored.migration = current.migration AND stored.side = current.side
       AND stored.data_cycle < current."dataCycle"`,
    [json],
  );
}
