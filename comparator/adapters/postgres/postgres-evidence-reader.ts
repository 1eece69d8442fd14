import type { Pool, PoolClient } from 'pg';
import type { DifferenceClass } from '../../compare/difference.ts';
import type { Circuit } from '../../../platform/resilience/circuit.ts';
import {
  maxSetAside,
  type EvidenceReader,
  type FindingsQuery,
  type RenderedFindings,
  type Tally,
} from '../../findings/evidence-store.ts';
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
  readonly setAside: Tally['setAside'];
}

interface FindingRow {
  readonly id: string;
  readonly endpoint: string;
  readonly path: string;
  readonly class: DifferenceClass;
  readonly count: string;
  readonly keys: number;
  /** Milliseconds since the epoch; the driver takes a text with a zone apart by regular expressions. */
  readonly first_seen_ms: string;
  readonly last_seen_ms: string;
  /** A JSON array. */
  readonly exemplars: string;
}

const findingColumns = `id, endpoint, path, class, count, keys,
  (extract(epoch FROM first_seen) * 1000)::bigint AS first_seen_ms,
  (extract(epoch FROM last_seen) * 1000)::bigint AS last_seen_ms`;

const allExemplars = `coalesce((SELECT jsonb_agg(exemplar - 'lot' ORDER BY place)::text
  FROM jsonb_array_elements(exemplars) WITH ORDINALITY AS drawn (exemplar, place)), '[]') AS exemplars`;

/** Out of the row itself: the others are stored elsewhere. */
const firstExemplar = `'[' || coalesce(first_exemplar, '') || ']' AS exemplars`;

/**
 * A `Finding` as JSON, its exemplars passed on unread. Of 2,000 findings, parsing and rendering those took 25 ms of the event loop's
 * time, and having PostgreSQL render the whole 35 ms of its own (2026-11-26).
 */
function render({ exemplars, ...row }: FindingRow): string {
  const { id, endpoint, path, class: differenceClass, keys } = row;
  const rest = JSON.stringify({
    id,
    endpoint,
    path,
    class: differenceClass,
    count: Number(row.count),
    keys,
    firstSeen: new Date(Number(row.first_seen_ms)),
    lastSeen: new Date(Number(row.last_seen_ms)),
  });
  return `${rest.slice(0, -1)},"exemplars":${exemplars}}`;
}

/** Reads evidence from the comparator's schema. While PostgreSQL is away, most reads fail at once instead of waiting for it. */
export class PostgresEvidenceReader implements EvidenceReader {
  readonly #pool: Pool;
  readonly #circuit: Circuit;

  constructor(pool: Pool, circuit: Circuit) {
    this.#pool = pool;
    this.#circuit = circuit;
  }

  tally(migration: string): Promise<Tally> {
    return this.#circuit.execute(() => readTally(this.#pool, migration));
  }

  findings(migration: string, query: FindingsQuery): Promise<RenderedFindings> {
    return this.#circuit.execute(() => readFindings(this.#pool, migration, query));
  }

  everything(migration: string): Promise<{ tally: Tally; findings: RenderedFindings }> {
    return this.#circuit.execute(() =>
      inTransaction(
        this.#pool,
        async (client) => ({
          tally: await readTally(client, migration),
          findings: await readAllFindings(client, migration),
        }),
        'ISOLATION LEVEL REPEATABLE READ READ ONLY',
      ),
    );
  }

  finding(migration: string, id: string): Promise<string | undefined> {
    return this.#circuit.execute(() => readFinding(this.#pool, migration, id));
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
      'envoys', count(*) FILTER (WHERE is_over AND NOT final AND at_most > 0),
      'atMost', coalesce(sum(at_most) FILTER (WHERE is_over AND NOT final), 0)))
  FROM (
    SELECT *, coalesce(nullif(busiest, 0), growth) AS at_most, heard_at < max(heard_at) OVER (PARTITION BY node)
      OR heard_at < clock_timestamp() - interval '${silentMs} milliseconds' AS is_over
    FROM umbra_comparator.envoy_account WHERE migration = $1
  ) AS account`;
async function readFinding(pool: Pool, migration: string, id: string): Promise<string | undefined> {
  const { rows } = await pool.query<FindingRow>(
    `SELECT ${findingColumns}, ${allExemplars}
     FROM umbra_comparator.finding WHERE migration = $1 AND id = $2`,
    [migration, id],
  );
  return rows.map(render)[0];
}

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
        FROM umbra_comparator.overflow_count WHERE migration = $1) AS overflow,
       (SELECT coalesce(jsonb_agg(jsonb_build_object(
          'fate', fate, 'cause', cause, 'endpoint', endpoint, 'requests', requests)
          ORDER BY requests DESC, fate, cause, endpoint), '[]')
        FROM (SELECT * FROM umbra_comparator.set_aside_count WHERE migration = $1
              ORDER BY requests DESC, fate, cause, endpoint LIMIT ${maxSetAside}) AS counted) AS "setAside"`,
    [migration],
  );
  const [row] = rows;
  if (row === undefined) throw new Error('A select of scalars returned no row');
  const { fates, endpoints, overflow, setAside, envoys } = row;
  const { captured, inFlight, ...seeds } = row.seeds;
  const lastHeard = envoys.lastHeard === null ? null : new Date(envoys.lastHeard);
  const envoy = { ...seeds, ...envoys, lastHeard };
  return { fates, captured, inFlight, envoy, endpoints, overflow, setAside };
}

async function readAllFindings(client: PoolClient, migration: string): Promise<RenderedFindings> {
  const { rows } = await client.query<FindingRow>(
    `SELECT ${findingColumns}, ${firstExemplar} FROM umbra_comparator.finding
     WHERE migration = $1 ORDER BY count DESC, endpoint, path, class`,
    [migration],
  );
  return { json: arrayOf(rows), count: rows.length, continueAfter: undefined };
}

/** One row more than asked for tells whether there are more. */
async function readFindings(
  pool: Pool,
  migration: string,
  { limit, after, endpoint, class: differenceClass }: FindingsQuery,
): Promise<RenderedFindings> {
  const { rows } = await pool.query<FindingRow>(
    `SELECT ${findingColumns}, ${allExemplars} FROM umbra_comparator.finding
     WHERE migration = $1
       AND ($2::text IS NULL OR endpoint = $2)
       AND ($3::text IS NULL OR class = $3)
       AND ($4::text IS NULL OR (endpoint, path, class) > ($4, $5, $6))
     ORDER BY endpoint, path, class
     LIMIT $7`,
    [migration, endpoint, differenceClass, after?.endpoint, after?.path, after?.class, limit + 1],
  );
  const page = rows.slice(0, limit);
  return {
    json: arrayOf(page),
    count: page.length,
    continueAfter: rows.length > limit ? page.at(-1) : undefined,
  };
}

function arrayOf(rows: readonly FindingRow[]): string {
  return `[${rows.map(render).join(',')}]`;
}
