import type { PoolClient } from 'pg';
import type { EndpointSummary, StoredBasis, StoredEvidence } from '../../findings/basis-summary.ts';
import { noOverflow } from '../../findings/basis-summary.ts';
import type { EpochRow, Overflow } from '../../findings/evidence-batch.ts';
import type { EvidenceView } from '../../findings/evidence-view.ts';
import type { Exemplar } from '../../findings/finding.ts';
import type {
  EndpointEvidence,
  EpochLedger,
  ExplainedEvidence,
  FindingEvidence,
  PatternEvidence,
} from '../../verdict/evidence-document.ts';
import { chosenBasis, parametersOf } from './chosen-basis.ts';
import { toBasis, type StoredBasisRow } from './stored-basis.ts';
import { fromStoredSketches, type StoredSketch } from './sketch-rows.ts';

const milliseconds = (column: string): string => `(extract(epoch FROM ${column}) * 1000)::float8`;

interface BasisRow extends StoredBasisRow {
  readonly last_seen_ms: number | null;
  readonly epochs: readonly { id: string; startedAtMs: number; recomputed: EpochRow['recomputed'] }[];
  readonly overflow: Overflow | null;
}

/** The basis that the view is of; undefined where nothing is stored of it. */
export async function readBasis(client: PoolClient, view: EvidenceView): Promise<StoredBasis | undefined> {
  const { rows } = await client.query<BasisRow>(
    `SELECT id, configuration, data_cycle, primary_build, shadow_build,
       CASE WHEN isfinite(last_seen) THEN ${milliseconds('last_seen')} END AS last_seen_ms,
       (SELECT coalesce(jsonb_agg(jsonb_build_object(
          'id', epoch.id, 'startedAtMs', ${milliseconds('started_at')}, 'recomputed', recomputed)), '[]')
        FROM umbra_comparator.epoch
        WHERE epoch.migration = basis.migration AND epoch.basis = basis.id) AS epochs,
       (SELECT jsonb_build_object('findings', findings, 'endpoints', endpoints, 'patterns', patterns)
        FROM umbra_comparator.overflow_count AS counted
        WHERE counted.migration = basis.migration AND counted.basis = basis.id) AS overflow
     FROM umbra_comparator.basis WHERE migration = $1 AND id = (${chosenBasis})`,
    parametersOf(view),
  );
  const [row] = rows;
  if (row === undefined) return undefined;
  return {
    basis: toBasis(row),
    lastSeen: row.last_seen_ms === null ? null : new Date(row.last_seen_ms),
    epochs: row.epochs.map(({ startedAtMs, ...epoch }) => ({ ...epoch, startedAt: new Date(startedAtMs) })),
    overflow: row.overflow ?? noOverflow,
  };
}

/** `hidden` are the ids of findings that rules hide: pairs that showed nothing else did not differ. */
export async function readEndpointSummaries(
  client: PoolClient,
  of: readonly [migration: string, basis: string],
  hidden: readonly string[],
): Promise<EndpointSummary[]> {
  const { rows } = await client.query<EndpointSummary>(
    `SELECT endpoint, (identical + differing)::float8 AS compared,
       (differing - coalesce(hidden, 0))::float8 AS differing,
       (identical + differing + partial)::float8 AS pairs, controlled::float8 AS controlled
     FROM umbra_comparator.endpoint LEFT JOIN (
       SELECT endpoint, sum(compared) AS hidden FROM umbra_comparator.pattern
       WHERE migration = $1 AND basis = $2 AND cardinality($3::text[]) > 0
         AND cardinality(shadow_only || both_sides) > 0
         AND NOT EXISTS (SELECT FROM unnest(shadow_only || both_sides) AS shown WHERE shown <> ALL($3::text[]))
       GROUP BY endpoint
     ) AS hidden_pairs USING (endpoint)
     WHERE migration = $1 AND basis = $2 AND identical + differing + partial > 0
     ORDER BY endpoint`,
    [...of, hidden],
  );
  return rows;
}

export async function readExplained(
  client: PoolClient,
  of: readonly [migration: string, basis: string],
): Promise<ExplainedEvidence[]> {
  const { rows } = await client.query<Omit<ExplainedEvidence, 'lastSeen'> & { last_seen_ms: number }>(
    `SELECT endpoint, path, class, explained_by AS "by", count::float8 AS count,
       ${milliseconds('last_seen')} AS last_seen_ms
     FROM umbra_comparator.explained WHERE migration = $1 AND basis = $2
     ORDER BY count DESC, endpoint, path, class, explained_by`,
    [...of],
  );
  return rows.map(({ last_seen_ms: lastSeenMs, ...row }) => ({ ...row, lastSeen: new Date(lastSeenMs) }));
}

/** How many kinds of difference the control has shown. */
export async function countShownByControl(
  client: PoolClient,
  of: readonly [migration: string, basis: string],
): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM umbra_comparator.finding
     WHERE migration = $1 AND basis = $2 AND control_count > 0`,
    [...of],
  );
  return rows[0]?.count ?? 0;
}

type Whole = NonNullable<StoredEvidence['of']>;

export async function readWhole(
  client: PoolClient,
  of: readonly [migration: string, basis: string],
): Promise<Omit<Whole, keyof StoredBasis>> {
  return {
    fates: await readBasisFates(client, of),
    endpoints: await readEndpoints(client, of),
    findings: await readFindingEvidence(client, of),
    patterns: await readPatterns(client, of),
    explained: await readExplained(client, of),
  };
}

async function readBasisFates(
  client: PoolClient,
  of: readonly [migration: string, basis: string],
): Promise<EpochLedger['fates']> {
  const { rows } = await client.query<{ fates: EpochLedger['fates'] }>(
    `SELECT coalesce(jsonb_object_agg(fate, count), '{}') AS fates
     FROM umbra_comparator.basis_fate WHERE migration = $1 AND basis = $2`,
    [...of],
  );
  return rows[0]?.fates ?? {};
}

interface EndpointRow {
  readonly endpoint: string;
  readonly pairs: number;
  readonly controlled: number;
  readonly key_hashes: readonly string[];
  readonly fields: readonly string[];
  readonly first_seen_ms: number;
  readonly last_seen_ms: number;
}

async function readEndpoints(
  client: PoolClient,
  of: readonly [migration: string, basis: string],
): Promise<EndpointEvidence[]> {
  const { rows } = await client.query<EndpointRow>(
    `SELECT endpoint, (identical + differing + partial)::float8 AS pairs, controlled::float8 AS controlled,
       key_hashes, fields, ${milliseconds('first_seen')} AS first_seen_ms, ${milliseconds('last_seen')} AS last_seen_ms
     FROM umbra_comparator.endpoint
     WHERE migration = $1 AND basis = $2 AND identical + differing + partial > 0 ORDER BY endpoint`,
    [...of],
  );
  const sketches = await readSketches(client, of);
  return rows.map((row) => ({
    endpoint: row.endpoint,
    pairs: row.pairs,
    controlled: row.controlled,
    keyHashes: row.key_hashes,
    fields: row.fields,
    latency: fromStoredSketches(sketches.get(row.endpoint) ?? []),
    firstSeen: new Date(row.first_seen_ms),
    lastSeen: new Date(row.last_seen_ms),
  }));
}

async function readSketches(
  client: PoolClient,
  of: readonly [migration: string, basis: string],
): Promise<ReadonlyMap<string, readonly StoredSketch[]>> {
  const { rows } = await client.query<StoredSketch & { readonly endpoint: string }>(
    `SELECT endpoint, sketch, bins, zero::float8 AS zero, infinite::float8 AS infinite
     FROM umbra_comparator.latency_sketch WHERE migration = $1 AND basis = $2`,
    [...of],
  );
  const byEndpoint = new Map<string, StoredSketch[]>();
  for (const { endpoint, ...sketch } of rows) {
    const sketches = byEndpoint.get(endpoint) ?? [];
    sketches.push(sketch);
    byEndpoint.set(endpoint, sketches);
  }
  return byEndpoint;
}

interface FindingRow extends Omit<FindingEvidence, 'controlCount' | 'firstSeen' | 'lastSeen' | 'exemplars'> {
  readonly control_count: number;
  readonly first_seen_ms: number;
  readonly last_seen_ms: number;
  readonly exemplars: readonly (Omit<Exemplar, 'seenAt'> & { readonly seenAt: string })[];
}

async function readFindingEvidence(
  client: PoolClient,
  of: readonly [migration: string, basis: string],
): Promise<FindingEvidence[]> {
  const { rows } = await client.query<FindingRow>(
    `SELECT id, endpoint, path, class, count::float8 AS count, control_count::float8 AS control_count, keys,
       ${milliseconds('first_seen')} AS first_seen_ms, ${milliseconds('last_seen')} AS last_seen_ms, exemplars
     FROM umbra_comparator.finding WHERE migration = $1 AND basis = $2 ORDER BY endpoint, path, class`,
    [...of],
  );
  return rows.map((row) => ({
    id: row.id,
    endpoint: row.endpoint,
    path: row.path,
    class: row.class,
    count: row.count,
    controlCount: row.control_count,
    keys: row.keys,
    firstSeen: new Date(row.first_seen_ms),
    lastSeen: new Date(row.last_seen_ms),
    exemplars: row.exemplars.map(({ seenAt, pairingId, request, primary, shadow }) => ({
      seenAt: new Date(seenAt),
      pairingId,
      request,
      primary,
      shadow,
    })),
  }));
}

interface PatternRow {
  readonly endpoint: string;
  readonly controlled: boolean;
  /** Ids are hexadecimal: a list of them as text is split faster than PostgreSQL's arrays are read. */
  readonly shadow_only: string;
  readonly control_only: string;
  readonly both_sides: string;
  readonly pairs: number;
}

async function readPatterns(
  client: PoolClient,
  of: readonly [migration: string, basis: string],
): Promise<PatternEvidence[]> {
  const { rows } = await client.query<PatternRow>(
    `SELECT endpoint, controlled, array_to_string(shadow_only, ',') AS shadow_only,
       array_to_string(control_only, ',') AS control_only, array_to_string(both_sides, ',') AS both_sides,
       pairs::float8 AS pairs
     FROM umbra_comparator.pattern WHERE migration = $1 AND basis = $2 ORDER BY id`,
    [...of],
  );
  return rows.map((row) => ({
    endpoint: row.endpoint,
    controlled: row.controlled,
    shadowOnly: idsIn(row.shadow_only),
    controlOnly: idsIn(row.control_only),
    both: idsIn(row.both_sides),
    pairs: row.pairs,
  }));
}

function idsIn(list: string): readonly string[] {
  return list === '' ? [] : list.split(',');
}
