import type { Pool, PoolClient } from 'pg';
import type { DifferenceClass } from '../../compare/difference.ts';
import type { EvidenceReader, FindingsQuery, Tally } from '../../findings/evidence-store.ts';
import type { Exemplar, Finding } from '../../findings/finding.ts';
import type { Circuit } from '../../../platform/resilience/circuit.ts';
import { inTransaction } from './transaction.ts';

interface TallyRow {
  readonly fates: Tally['fates'];
  readonly captured: string;
  readonly in_flight: string;
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

const findingColumns = `id, endpoint, path, class, count, keys, first_seen, last_seen, exemplars`;

/** As `findingColumns`, without what is stored out of line. */
const listedColumns = `id, endpoint, path, class, count, keys, first_seen, last_seen,
  CASE WHEN first_exemplar IS NULL THEN '[]' ELSE jsonb_build_array(first_exemplar) END AS exemplars`;

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

  findings(migration: string, query: FindingsQuery): Promise<Finding[]> {
    return this.#circuit.execute(() => readFindings(this.#pool, migration, query));
  }

  everything(migration: string): Promise<{ tally: Tally; findings: Finding[] }> {
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

  finding(migration: string, id: string): Promise<Finding | undefined> {
    return this.#circuit.execute(() => readFinding(this.#pool, migration, id));
  }
}

async function readFinding(pool: Pool, migration: string, id: string): Promise<Finding | undefined> {
  const { rows } = await pool.query<FindingRow>(
    `SELECT ${findingColumns} FROM umbra_comparator.finding WHERE migration = $1 AND id = $2`,
    [migration, id],
  );
  return rows.map(toFinding)[0];
}

/** One statement, so one moment. */
async function readTally(client: Pool | PoolClient, migration: string): Promise<Tally> {
  const { rows } = await client.query<TallyRow>(
    `SELECT
       (SELECT coalesce(jsonb_object_agg(fate, count), '{}')
        FROM umbra_comparator.fate_count WHERE migration = $1) AS fates,
       (SELECT coalesce(sum(highest), 0) FROM umbra_comparator.seed WHERE migration = $1) AS captured,
       (SELECT coalesce(sum(in_flight), 0) FROM umbra_comparator.seed WHERE migration = $1) AS in_flight,
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
  const { fates, endpoints, overflow } = row;
  return { fates, endpoints, overflow, captured: Number(row.captured), inFlight: Number(row.in_flight) };
}

async function readAllFindings(client: PoolClient, migration: string): Promise<Finding[]> {
  const { rows } = await client.query<FindingRow>(
    `SELECT ${listedColumns} FROM umbra_comparator.finding
     WHERE migration = $1 ORDER BY endpoint, path, class`,
    [migration],
  );
  return rows.map(toFinding);
}

async function readFindings(
  client: Pool | PoolClient,
  migration: string,
  { limit, after, endpoint, class: differenceClass }: FindingsQuery,
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
