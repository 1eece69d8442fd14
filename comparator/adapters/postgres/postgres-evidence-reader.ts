import type { Pool, PoolClient } from 'pg';
import type { DifferenceClass } from '../../compare/difference.ts';
import type { EvidenceReader, FindingsQuery, Tally } from '../../findings/evidence-store.ts';
import type { Exemplar, Finding } from '../../findings/finding.ts';
import { silentMs } from '../../reconcile/envoy-accounts.ts';
import type { EnvoyTotals } from '../../reconcile/reconcile.ts';
import { inTransaction } from './transaction.ts';

interface TallyRow {
  readonly fates: Tally['fates'];
  readonly seeds: Pick<EnvoyTotals, 'issued' | 'outstanding' | 'unconfirmed' | 'unissued' | 'unreported'> & {
    readonly captured: number;
    readonly inFlight: number;
  };
  readonly envoys: Pick<
    EnvoyTotals,
    'mirrored' | 'unsent' | 'scriptErrors' | 'written' | 'dropped' | 'growth' | 'ended'
  > & { readonly lastHeard: string | null };
  readonly endpoints: Tally['endpoints'];
  readonly overflow: Tally['overflow'];
}

interface FindingRow {
  readonly id: string;
  readonly endpoint: string;
  readonly path: string;
  readonly class: DifferenceClass;
  readonly count: string;
  readonly keys: number;
  readonly first_seen: Date;
  readonly last_seen: Date;
  readonly exemplars: readonly (Omit<Exemplar, 'seenAt'> & { readonly seenAt: string })[];
}

const findingColumns = `id, endpoint, path, class, count, cardinality(key_hashes) AS keys,
  first_seen, last_seen, exemplars`;

/** Reads evidence from the comparator's schema. */
export class PostgresEvidenceReader implements EvidenceReader {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  tally(migration: string): Promise<Tally> {
    return readTally(this.#pool, migration);
  }

  findings(migration: string, query: FindingsQuery): Promise<Finding[]> {
    return readFindings(this.#pool, migration, query);
  }

  everything(migration: string): Promise<{ tally: Tally; findings: Finding[] }> {
    return inTransaction(
      this.#pool,
      async (client) => ({
        tally: await readTally(client, migration),
        findings: await readFindings(client, migration, {}),
      }),
      'ISOLATION LEVEL REPEATABLE READ READ ONLY',
    );
  }

  async finding(migration: string, id: string): Promise<Finding | undefined> {
    const { rows } = await this.#pool.query<FindingRow>(
      `SELECT ${findingColumns} FROM umbra_comparator.finding WHERE migration = $1 AND id = $2`,
      [migration, id],
    );
    return rows.map(toFinding)[0];
  }
}

const seedTotals = `
  SELECT jsonb_build_object(
    'captured', coalesce(sum(highest), 0), 'inFlight', coalesce(sum(in_flight), 0),
    'issued', coalesce(sum(issued), 0), 'outstanding', coalesce(sum(greatest(issued - highest, 0)), 0),
    'unconfirmed', coalesce(sum(highest - issued) FILTER (WHERE issued > 0 AND highest > issued), 0),
    'unissued', coalesce(sum(unissued), 0), 'unreported', coalesce(sum(unreported), 0))
  FROM umbra_comparator.seed WHERE migration = $1`;

const envoyTotals = `
  SELECT jsonb_build_object(
    'mirrored', coalesce(sum(mirrored), 0), 'unsent', coalesce(sum(unsent), 0),
    'scriptErrors', coalesce(sum(script_errors), 0), 'written', coalesce(sum(written), 0),
    'dropped', coalesce(sum(dropped), 0), 'growth', coalesce(sum(growth), 0), 'lastHeard', max(heard_at),
    'ended', jsonb_build_object(
      'envoys', count(*) FILTER (WHERE is_over AND growth > 0),
      'atMost', coalesce(sum(coalesce(nullif(busiest, 0), growth)) FILTER (WHERE is_over AND growth > 0), 0)))
  FROM (
    SELECT *, heard_at < max(heard_at) OVER (PARTITION BY node)
      OR heard_at < clock_timestamp() - interval '${silentMs} milliseconds' AS is_over
    FROM umbra_comparator.envoy_account WHERE migration = $1
  ) AS account`;

/** One statement, so one moment. */
async function readTally(client: Pool | PoolClient, migration: string): Promise<Tally> {
  const { rows } = await client.query<TallyRow>(
    `SELECT
       (SELECT coalesce(jsonb_object_agg(fate, count), '{}')
        FROM umbra_comparator.fate_count WHERE migration = $1) AS fates,
       (${seedTotals}) AS seeds,
       (${envoyTotals}) AS envoys,
       (SELECT coalesce(jsonb_agg(jsonb_build_object(
          'endpoint', endpoint, 'identical', identical, 'differing', differing) ORDER BY endpoint), '[]')
        FROM umbra_comparator.endpoint_count WHERE migration = $1) AS endpoints,
       (SELECT jsonb_build_object(
          'findings', coalesce(sum(findings), 0), 'endpoints', coalesce(sum(endpoints), 0))
        FROM umbra_comparator.overflow_count WHERE migration = $1) AS overflow`,
    [migration],
  );
  const [row] = rows;
  if (row === undefined) throw new Error('A select of scalars returned no row');
  const { fates, endpoints, overflow, envoys } = row;
  const { captured, inFlight, ...seeds } = row.seeds;
  const lastHeard = envoys.lastHeard === null ? null : new Date(envoys.lastHeard);
  return { fates, captured, inFlight, envoy: { ...seeds, ...envoys, lastHeard }, endpoints, overflow };
}

/** A page, or all where the query has no limit. */
async function readFindings(
  client: Pool | PoolClient,
  migration: string,
  { limit, after, endpoint, class: differenceClass }: Partial<FindingsQuery>,
): Promise<Finding[]> {
  const { rows } = await client.query<FindingRow>(
    `SELECT ${findingColumns} FROM umbra_comparator.finding
     WHERE migration = $1
       AND ($2::text IS NULL OR endpoint = $2)
       AND ($3::text IS NULL OR class = $3)
       AND ($4::text IS NULL OR (endpoint, path, class) > ($4, $5, $6))
     ORDER BY endpoint, path, class
     LIMIT $7`,
    [migration, endpoint, differenceClass, after?.endpoint, after?.path, after?.class, limit],
  );
  return rows.map(toFinding);
}

function toFinding({ first_seen, last_seen, count, exemplars, ...row }: FindingRow): Finding {
  return {
    ...row,
    count: Number(count),
    firstSeen: first_seen,
    lastSeen: last_seen,
    exemplars: exemplars.map(({ seenAt, pairingId, request, primary, shadow }) => ({
      seenAt: new Date(seenAt),
      pairingId,
      request,
      primary,
      shadow,
    })),
  };
}
