import type { PoolClient } from 'pg';
import type {
  EndpointRow,
  ExplainedRow,
  FateRow,
  FindingRow,
  OverflowRow,
  PatternRow,
} from '../../findings/evidence-batch.ts';
import type { Flush } from '../../findings/evidence-store.ts';
import { maxExemplars, maxKeys } from '../../findings/finding.ts';
import { maxFields } from '../../findings/growing-endpoint.ts';
import type { SeedMark } from '../../ledger/ledger.ts';
import type { SetAsideRow } from '../../ledger/set-aside-counts.ts';
import type { EnvoyAccount } from '../../reconcile/envoy-accounts.ts';
import type { SketchRow } from './sketch-rows.ts';

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

/** Twice: for the migration, whose ledger is the sum of everything, and for the basis. */
export async function addFates(client: PoolClient, rows: readonly FateRow[]): Promise<void> {
  const given = JSON.stringify(rows);
  await client.query(
    `INSERT INTO umbra_comparator.fate_count AS stored (migration, fate, count)
     SELECT migration, fate, sum(count)
     FROM jsonb_to_recordset($1::jsonb) AS row (migration text, fate text, count bigint)
     GROUP BY migration, fate
     ON CONFLICT (migration, fate) DO UPDATE SET count = stored.count + excluded.count`,
    [given],
  );
  await client.query(
    `INSERT INTO umbra_comparator.basis_fate AS stored (migration, basis, fate, count)
     SELECT migration, basis, fate, count
     FROM jsonb_to_recordset($1::jsonb) AS row (migration text, basis text, fate text, count bigint)
     WHERE basis IS NOT NULL
     ON CONFLICT (migration, basis, fate) DO UPDATE SET count = stored.count + excluded.count`,
    [given],
  );
}

export async function addEndpoints(client: PoolClient, rows: readonly EndpointRow[]): Promise<void> {
  await client.query(
    `INSERT INTO umbra_comparator.endpoint AS stored
       (migration, basis, endpoint, identical, differing, partial, controlled, key_hashes, fields, first_seen, last_seen)
     SELECT migration, basis, endpoint, identical, differing, partial, controlled,
       ARRAY(SELECT jsonb_array_elements_text("keyHashes")), ARRAY(SELECT jsonb_array_elements_text(fields)),
       "firstSeen", "lastSeen"
     FROM jsonb_to_recordset($1::jsonb)
       AS row (migration text, basis text, endpoint text, identical bigint, differing bigint, partial bigint,
               controlled bigint, "keyHashes" jsonb, fields jsonb, "firstSeen" timestamptz, "lastSeen" timestamptz)
     ON CONFLICT (migration, basis, endpoint) DO UPDATE SET
       identical = stored.identical + excluded.identical, differing = stored.differing + excluded.differing,
       partial = stored.partial + excluded.partial, controlled = stored.controlled + excluded.controlled,
       first_seen = least(stored.first_seen, excluded.first_seen),
       last_seen = greatest(stored.last_seen, excluded.last_seen),
       key_hashes = ${union('key_hashes', maxKeys)},
       fields = ${union('fields', maxFields)}`,
    // Sketches have rows of their own.
    [JSON.stringify(rows.map((row) => ({ ...row, latency: undefined })))],
  );
}

/** What there is of two lists, each once. */
function union(column: string, max: number): string {
  return `CASE WHEN excluded.${column} <@ stored.${column} OR cardinality(stored.${column}) >= ${max}
    THEN stored.${column}
    ELSE ARRAY(SELECT DISTINCT one FROM unnest(stored.${column} || excluded.${column}) AS one ORDER BY one LIMIT ${max})
  END`;
}

export async function addSketches(client: PoolClient, rows: readonly SketchRow[]): Promise<void> {
  await client.query(
    `INSERT INTO umbra_comparator.latency_sketch AS stored (migration, basis, endpoint, sketch, bins, zero, infinite)
     SELECT migration, basis, endpoint, sketch, bins, zero, infinite
     FROM jsonb_to_recordset($1::jsonb)
       AS row (migration text, basis text, endpoint text, sketch text, bins jsonb, zero bigint, infinite bigint)
     ON CONFLICT (migration, basis, endpoint, sketch) DO UPDATE SET
       zero = stored.zero + excluded.zero,
       infinite = stored.infinite + excluded.infinite,
       bins = stored.bins || (
         SELECT coalesce(jsonb_object_agg(bin, coalesce((stored.bins ->> bin)::bigint, 0) + count::bigint), '{}')
         FROM jsonb_each_text(excluded.bins) AS added (bin, count)
       )`,
    [JSON.stringify(rows)],
  );
}

/** Merges the samples as `keepLowestLots` does, so that what is kept does not depend on how batches were cut. */
export async function addFindings(client: PoolClient, rows: readonly FindingRow[]): Promise<void> {
  await client.query(
    `INSERT INTO umbra_comparator.finding AS stored
       (migration, basis, id, endpoint, path, class, count, control_count, first_seen, last_seen, key_hashes, exemplars)
     SELECT migration, basis, id, endpoint, path, class, count, "controlCount", "firstSeen", "lastSeen",
       ARRAY(SELECT jsonb_array_elements_text("keyHashes")), exemplars
     FROM jsonb_to_recordset($1::jsonb)
       AS row (migration text, basis text, id text, endpoint text, path text, class text, count bigint,
               "controlCount" bigint, "firstSeen" timestamptz, "lastSeen" timestamptz, "keyHashes" jsonb,
               exemplars jsonb)
     ON CONFLICT (migration, basis, id) DO UPDATE SET
       count = stored.count + excluded.count,
       control_count = stored.control_count + excluded.control_count,
       first_seen = least(stored.first_seen, excluded.first_seen),
       last_seen = greatest(stored.last_seen, excluded.last_seen),
       key_hashes = ${union('key_hashes', maxKeys)},
       exemplars = (
         SELECT coalesce(jsonb_agg(exemplar ORDER BY exemplar->>'lot' COLLATE "C"), '[]')
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

export async function addPatterns(client: PoolClient, rows: readonly PatternRow[]): Promise<void> {
  await client.query(
    `INSERT INTO umbra_comparator.pattern AS stored
       (migration, basis, id, endpoint, controlled, shadow_only, control_only, both_sides, pairs, compared)
     SELECT migration, basis, id, endpoint, controlled, ARRAY(SELECT jsonb_array_elements_text("shadowOnly")),
       ARRAY(SELECT jsonb_array_elements_text("controlOnly")), ARRAY(SELECT jsonb_array_elements_text("both")),
       pairs, compared
     FROM jsonb_to_recordset($1::jsonb)
       AS row (migration text, basis text, id text, endpoint text, controlled boolean, "shadowOnly" jsonb,
               "controlOnly" jsonb, "both" jsonb, pairs bigint, compared bigint)
     ON CONFLICT (migration, basis, id) DO UPDATE
     SET pairs = stored.pairs + excluded.pairs, compared = stored.compared + excluded.compared`,
    [JSON.stringify(rows)],
  );
}

export async function addExplained(client: PoolClient, rows: readonly ExplainedRow[]): Promise<void> {
  await client.query(
    `INSERT INTO umbra_comparator.explained AS stored
       (migration, basis, endpoint, path, class, explained_by, count, last_seen)
     SELECT migration, basis, endpoint, path, class, "by", count, "lastSeen"
     FROM jsonb_to_recordset($1::jsonb)
       AS row (migration text, basis text, endpoint text, path text, class text, "by" jsonb, count bigint,
               "lastSeen" timestamptz)
     ON CONFLICT (migration, basis, endpoint, path, class, explained_by) DO UPDATE
     SET count = stored.count + excluded.count, last_seen = greatest(stored.last_seen, excluded.last_seen)`,
    [JSON.stringify(rows)],
  );
}

export async function addOverflow(client: PoolClient, rows: readonly OverflowRow[]): Promise<void> {
  await client.query(
    `INSERT INTO umbra_comparator.overflow_count AS stored (migration, basis, findings, endpoints, patterns)
     SELECT migration, basis, findings, endpoints, patterns
     FROM jsonb_to_recordset($1::jsonb)
       AS row (migration text, basis text, findings bigint, endpoints bigint, patterns bigint)
     ON CONFLICT (migration, basis) DO UPDATE
     SET findings = stored.findings + excluded.findings, endpoints = stored.endpoints + excluded.endpoints,
       patterns = stored.patterns + excluded.patterns`,
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
