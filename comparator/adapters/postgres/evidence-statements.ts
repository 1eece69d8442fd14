import type { PoolClient } from 'pg';
import type { EndpointRow, FateRow, OverflowRow } from '../../findings/evidence.ts';
import type { FindingRow } from '../../findings/growing-finding.ts';
import type { Flush } from '../../findings/evidence-store.ts';
import { maxExemplars, maxKeys } from '../../findings/finding.ts';
import type { SeedMark } from '../../ledger/ledger.ts';

/** False when this flush, or a later one of its writer, is written already. */
export async function claimFlush(client: PoolClient, { writer, number }: Flush): Promise<boolean> {
  const { rowCount } = await client.query(
    `INSERT INTO umbra_comparator.flush_mark AS mark (writer, number) VALUES ($1, $2)
     ON CONFLICT (writer) DO UPDATE SET number = excluded.number, flushed_at = now()
     WHERE mark.number < excluded.number`,
    [writer, number],
  );
  return rowCount === 1;
}

export async function addFates(client: PoolClient, rows: readonly FateRow[]): Promise<void> {
  await client.query(
    `INSERT INTO umbra_comparator.fate_count AS stored (migration, fate, count)
     SELECT migration, fate, count
     FROM jsonb_to_recordset($1::jsonb) AS row (migration text, fate text, count bigint)
     ON CONFLICT (migration, fate) DO UPDATE SET count = stored.count + excluded.count`,
    [JSON.stringify(rows)],
  );
}

export async function addEndpoints(client: PoolClient, rows: readonly EndpointRow[]): Promise<void> {
  await client.query(
    `INSERT INTO umbra_comparator.endpoint_count AS stored (migration, endpoint, identical, differing)
     SELECT migration, endpoint, identical, differing
     FROM jsonb_to_recordset($1::jsonb)
       AS row (migration text, endpoint text, identical bigint, differing bigint)
     ON CONFLICT (migration, endpoint) DO UPDATE
     SET identical = stored.identical + excluded.identical, differing = stored.differing + excluded.differing`,
    [JSON.stringify(rows)],
  );
}

/** Merges the samples as `keepLowestLots` does, so that what is kept does not depend on how batches were cut. */
export async function addFindings(client: PoolClient, rows: readonly FindingRow[]): Promise<void> {
  await client.query(
    `INSERT INTO umbra_comparator.finding AS stored
       (migration, id, endpoint, path, class, count, first_seen, last_seen, key_hashes, exemplars)
     SELECT migration, id, endpoint, path, class, count, "firstSeen", "lastSeen",
       ARRAY(SELECT jsonb_array_elements_text("keyHashes")), exemplars
     FROM jsonb_to_recordset($1::jsonb)
       AS row (migration text, id text, endpoint text, path text, class text, count bigint,
               "firstSeen" timestamptz, "lastSeen" timestamptz, "keyHashes" jsonb, exemplars jsonb)
     ON CONFLICT (migration, id) DO UPDATE SET
       count = stored.count + excluded.count,
       first_seen = least(stored.first_seen, excluded.first_seen),
       last_seen = greatest(stored.last_seen, excluded.last_seen),
       key_hashes = CASE WHEN cardinality(stored.key_hashes) >= ${maxKeys} THEN stored.key_hashes ELSE
         ARRAY(SELECT DISTINCT hash FROM unnest(stored.key_hashes || excluded.key_hashes) AS hash LIMIT ${maxKeys})
       END,
       exemplars = (
         SELECT jsonb_agg(exemplar ORDER BY exemplar->>'lot' COLLATE "C")
         FROM (
           SELECT DISTINCT ON (exemplar->>'lot' COLLATE "C") exemplar
           FROM jsonb_array_elements(stored.exemplars || excluded.exemplars) AS exemplar
           ORDER BY exemplar->>'lot' COLLATE "C"
           LIMIT ${maxExemplars}
         ) AS kept
       )`,
    [JSON.stringify(rows)],
  );
}

export async function addOverflow(client: PoolClient, rows: readonly OverflowRow[]): Promise<void> {
  await client.query(
    `INSERT INTO umbra_comparator.overflow_count AS stored (migration, findings, endpoints)
     SELECT migration, findings, endpoints
     FROM jsonb_to_recordset($1::jsonb) AS row (migration text, findings bigint, endpoints bigint)
     ON CONFLICT (migration) DO UPDATE
     SET findings = stored.findings + excluded.findings, endpoints = stored.endpoints + excluded.endpoints`,
    [JSON.stringify(rows)],
  );
}

export async function setSeeds(client: PoolClient, rows: readonly SeedMark[]): Promise<void> {
  await client.query(
    `INSERT INTO umbra_comparator.seed (migration, seed, highest, in_flight)
     SELECT migration, seed, highest, "inFlight"
     FROM jsonb_to_recordset($1::jsonb)
       AS row (migration text, seed text, highest bigint, "inFlight" bigint)
     ON CONFLICT (migration, seed) DO UPDATE
     SET highest = excluded.highest, in_flight = excluded.in_flight, heard_at = clock_timestamp()`,
    [JSON.stringify(rows)],
  );
}
