import type { PoolClient } from 'pg';
import type { BasisRow, EpochRow } from '../../findings/evidence-batch.ts';
import { maxBases } from '../../findings/evidence.ts';

/** Comes before all that belongs to them. */
export async function addBases(client: PoolClient, rows: readonly BasisRow[]): Promise<void> {
  await client.query(
    `INSERT INTO umbra_comparator.basis AS stored
       (migration, id, configuration, data_cycle, primary_build, shadow_build, last_seen)
     SELECT migration, id, configuration, "dataCycle", "primaryBuild", "shadowBuild",
       coalesce("lastSeen", '-infinity')
     FROM jsonb_to_recordset($1::jsonb)
       AS row (migration text, id text, configuration text, "dataCycle" bigint,
               "primaryBuild" text, "shadowBuild" text, "lastSeen" timestamptz)
     ON CONFLICT (migration, id) DO UPDATE SET last_seen = greatest(stored.last_seen, excluded.last_seen)`,
    [
      JSON.stringify(
        rows.map(({ migration, basis: { id, configuration, dataCycle, builds }, lastSeen }) => ({
          migration,
          id,
          configuration,
          dataCycle,
          primaryBuild: builds.primary,
          shadowBuild: builds.shadow,
          lastSeen,
        })),
      ),
    ],
  );
}

/** Begun once, they stay as they were. */
export async function addEpochs(client: PoolClient, rows: readonly EpochRow[]): Promise<void> {
  await client.query(
    `INSERT INTO umbra_comparator.epoch (migration, id, basis, rules, started_at, recomputed)
     SELECT migration, id, basis, rules, "startedAt", recomputed
     FROM jsonb_to_recordset($1::jsonb)
       AS row (migration text, id text, basis text, rules text, "startedAt" timestamptz, recomputed text)
     ON CONFLICT (migration, id) DO NOTHING`,
    [JSON.stringify(rows)],
  );
}

/** With all that belongs to them. */
export async function deleteOldBases(client: PoolClient, migrations: readonly string[]): Promise<void> {
  await client.query(
    `DELETE FROM umbra_comparator.basis USING (
       SELECT migration, id, row_number() OVER (PARTITION BY migration ORDER BY last_seen DESC, id) AS place
       FROM umbra_comparator.basis WHERE migration = ANY($1)
     ) AS placed
     WHERE placed.place > ${maxBases} AND basis.migration = placed.migration AND basis.id = placed.id`,
    [migrations],
  );
}

/** An epoch is a few bytes, and each change of rules begins one. */
const maxEpochsOfBasis = 64;

export async function deleteOldEpochs(client: PoolClient, migrations: readonly string[]): Promise<void> {
  await client.query(
    `DELETE FROM umbra_comparator.epoch USING (
       SELECT migration, id,
         row_number() OVER (PARTITION BY migration, basis ORDER BY started_at DESC, id) AS place
       FROM umbra_comparator.epoch WHERE migration = ANY($1)
     ) AS placed
     WHERE placed.place > ${maxEpochsOfBasis} AND epoch.migration = placed.migration AND epoch.id = placed.id`,
    [migrations],
  );
}
