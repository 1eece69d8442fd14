import type { Pool, PoolClient } from 'pg';
import type { DifferenceClass } from '../../compare/difference.ts';
import type { FindingsQuery, RenderedFindings } from '../../findings/evidence-store.ts';
import type { EvidenceView } from '../../findings/evidence-view.ts';
import { chosenBasis, parametersOf } from './chosen-basis.ts';

interface FindingRow {
  readonly id: string;
  readonly endpoint: string;
  readonly path: string;
  readonly class: DifferenceClass;
  readonly count: string;
  readonly control_count: string;
  readonly keys: number;
  /** Milliseconds since the epoch; the driver takes a text with a zone apart by regular expressions. */
  readonly first_seen_ms: string;
  readonly last_seen_ms: string;
  /** A JSON array. */
  readonly exemplars: string;
}

const findingColumns = `id, endpoint, path, class, count, control_count, keys,
  (extract(epoch FROM first_seen) * 1000)::bigint AS first_seen_ms,
  (extract(epoch FROM last_seen) * 1000)::bigint AS last_seen_ms`;

const allExemplars = `coalesce((SELECT jsonb_agg(exemplar - 'lot' ORDER BY place)::text
  FROM jsonb_array_elements(exemplars) WITH ORDINALITY AS drawn (exemplar, place)), '[]') AS exemplars`;

/** Out of the row itself: the others are stored elsewhere. */
const firstExemplar = `'[' || coalesce(first_exemplar, '') || ']' AS exemplars`;

/** What the shadow has shown; the rest is the control's alone. */
const ofChosenBasis = `migration = $1 AND basis = (${chosenBasis}) AND count > 0`;

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
    controlCount: Number(row.control_count),
    keys,
    firstSeen: new Date(Number(row.first_seen_ms)),
    lastSeen: new Date(Number(row.last_seen_ms)),
  });
  return `${rest.slice(0, -1)},"exemplars":${exemplars}}`;
}

/** Ids of the findings that rules hide; undefined where there are no such rules. */
export async function readHidden(
  client: Pool | PoolClient,
  view: EvidenceView,
): Promise<readonly string[] | undefined> {
  const { hides } = view;
  if (hides === undefined) return undefined;
  const { rows } = await client.query<Pick<FindingRow, 'id' | 'endpoint' | 'path' | 'class'>>(
    `SELECT id, endpoint, path, class FROM umbra_comparator.finding WHERE ${ofChosenBasis}`,
    parametersOf(view),
  );
  return rows.filter(hides).map(({ id }) => id);
}

export async function readFinding(pool: Pool, view: EvidenceView, id: string): Promise<string | undefined> {
  const { rows } = await pool.query<FindingRow>(
    `SELECT ${findingColumns}, ${allExemplars} FROM umbra_comparator.finding WHERE ${ofChosenBasis} AND id = $4`,
    [...parametersOf(view), id],
  );
  return rows.map(render)[0];
}

export async function readAllFindings(client: PoolClient, view: EvidenceView): Promise<RenderedFindings> {
  const { hides } = view;
  const { rows } = await client.query<FindingRow>(
    `SELECT ${findingColumns}, ${firstExemplar} FROM umbra_comparator.finding
     WHERE ${ofChosenBasis} ORDER BY count DESC, endpoint, path, class`,
    parametersOf(view),
  );
  const shown = hides === undefined ? rows : rows.filter((row) => !hides(row));
  return { json: arrayOf(shown), count: shown.length, continueAfter: undefined };
}

/** One row more than asked for tells whether there are more. */
export async function readFindings(
  pool: Pool,
  view: EvidenceView,
  { limit, after, endpoint, class: differenceClass, hidden = false }: FindingsQuery,
): Promise<RenderedFindings> {
  const hiddenIds = (await readHidden(pool, view)) ?? [];
  const { rows } = await pool.query<FindingRow>(
    `SELECT ${findingColumns}, ${allExemplars} FROM umbra_comparator.finding
     WHERE ${ofChosenBasis}
       AND (id = ANY($4::text[])) = $5
       AND ($6::text IS NULL OR endpoint = $6)
       AND ($7::text IS NULL OR class = $7)
       AND ($8::text IS NULL OR (endpoint, path, class) > ($8, $9, $10))
     ORDER BY endpoint, path, class
     LIMIT $11`,
    [
      ...parametersOf(view),
      hiddenIds,
      hidden,
      endpoint,
      differenceClass,
      after?.endpoint,
      after?.path,
      after?.class,
      limit + 1,
    ],
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
