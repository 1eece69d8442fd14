import type { PoolClient } from 'pg';
import type { EndpointRow, FateRow, OverflowRow } from '../../findings/evidence.ts';
import type { FindingRow } from '../../findings/growing-finding.ts';
import type { Flush } from '../../findings/evidence-store.ts';
import { maxExemplars, maxKeys } from '../../findings/finding.ts';
import type { SeedMark } from '../../ledger/ledger.ts';
import type { SetAsideRow } from '../../ledger/set-aside-counts.ts';
import type { EnvoyAccount } from '../../reconcile/envoy-accounts.ts';

/** The row stays locked until the batch is written, so that nobody takes over in between. */
export async function isSuperseded(client: PoolClient, writer: string): Promise<boolean> {
  const { rows } = await client.query<{ writer: string }>(
    'SELECT writer FROM umbra_comparator.sole_writer FOR SHARE',
  );
  return rows.some((row) => row.writer !== writer);
}

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

export async function addSetAside(client: PoolClient, rows: readonly SetAsideRow[]): Promise<void> {
  await client.query(
    `INSERT INTO umbra_comparator.set_aside_count AS stored (migration, fate, cause, endpoint, requests)
     SELECT migration, fate, cause, endpoint, requests
     FROM jsonb_to_recordset($1::jsonb)
       AS row (migration text, fate text, cause text, endpoint text, requests bigint)
     ON CONFLICT (migration, fate, cause, endpoint) DO UPDATE
     SET requests = stored.requests + excluded.requests`,
    [JSON.stringify(rows)],
  );
}

export async function setSeeds(client: PoolClient, rows: readonly SeedMark[]): Promise<void> {
  await client.query(
    `INSERT INTO umbra_comparator.seed (migration, seed, highest, in_flight, issued, unissued, unreported)
     SELECT migration, seed, highest, "inFlight", issued, unissued, unreported
     FROM jsonb_to_recordset($1::jsonb)
       AS row (migration text, seed text, highest bigint, "inFlight" bigint,
               issued bigint, unissued bigint, unreported bigint)
     ON CONFLICT (migration, seed) DO UPDATE
     SET highest = excluded.highest, in_flight = excluded.in_flight, issued = excluded.issued,
       unissued = excluded.unissued, unreported = excluded.unreported, heard_at = clock_timestamp()`,
    [JSON.stringify(rows)],
  );
}

/** The busiest second is kept over restarts of the comparator, which sees only what comes after its own start. */
export async function setAccounts(client: PoolClient, rows: readonly EnvoyAccount[]): Promise<void> {
  await client.query(
    `INSERT INTO umbra_comparator.envoy_account AS stored
       (migration, node, started, mirrored, unsent, script_errors, written, dropped, final, growth, busiest)
     SELECT migration, node, started, mirrored, unsent, "scriptErrors", written, dropped, final, growth, busiest
     FROM jsonb_to_recordset($1::jsonb)
       AS row (migration text, node text, started text, mirrored bigint, unsent bigint,
               "scriptErrors" bigint, written bigint, dropped bigint, final boolean, growth bigint, busiest bigint)
     ON CONFLICT (migration, node, started) DO UPDATE
     SET mirrored = excluded.mirrored, unsent = excluded.unsent, script_errors = excluded.script_errors,
       written = excluded.written, dropped = excluded.dropped, final = excluded.final, growth = excluded.growth,
       busiest = greatest(stored.busiest, excluded.busiest), heard_at = clock_timestamp()`,
    [JSON.stringify(rows)],
  );
}
