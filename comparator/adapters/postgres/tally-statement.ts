import type { Pool, PoolClient } from 'pg';
import type { Tally } from '../../findings/evidence-store.ts';
import { maxSetAside } from '../../ledger/set-aside-counts.ts';
import { silentMs } from '../../reconcile/envoy-accounts.ts';
import type { Counted, EnvoyTotals } from '../../reconcile/reconcile.ts';

interface TallyRow {
  readonly fates: Counted['fates'];
  readonly seeds: Pick<EnvoyTotals, 'issued' | 'outstanding' | 'unconfirmed' | 'unissued' | 'unreported'> & {
    readonly captured: number;
    readonly inFlight: number;
  };
  readonly envoys: Pick<
    EnvoyTotals,
    'mirrored' | 'unsent' | 'scriptErrors' | 'written' | 'dropped' | 'growth' | 'ended'
  > & { readonly lastHeard: string | null };
  readonly setAside: Tally['setAside'];
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

const setAside = `
  SELECT coalesce(jsonb_agg(jsonb_build_object(
    'fate', fate, 'cause', cause, 'endpoint', endpoint, 'requests', requests)
    ORDER BY requests DESC, fate, cause, endpoint), '[]')
  FROM (SELECT * FROM umbra_comparator.set_aside_count WHERE migration = $1
        ORDER BY requests DESC, fate, cause, endpoint LIMIT ${maxSetAside}) AS counted`;

/** One statement, so one moment. */
export async function readTally(client: Pool | PoolClient, migration: string): Promise<Tally> {
  const { rows } = await client.query<TallyRow>(
    `SELECT
       (SELECT coalesce(jsonb_object_agg(fate, count), '{}')
        FROM umbra_comparator.fate_count WHERE migration = $1) AS fates,
       (${seedTotals}) AS seeds,
       (${envoyTotals}) AS envoys,
       (${setAside}) AS "setAside"`,
    [migration],
  );
  const [row] = rows;
  if (row === undefined) throw new Error('A select of scalars returned no row');
  const { fates, envoys, setAside: aside } = row;
  const { captured, inFlight, ...seeds } = row.seeds;
  const lastHeard = envoys.lastHeard === null ? null : new Date(envoys.lastHeard);
  return { fates, captured, inFlight, setAside: aside, envoy: { ...seeds, ...envoys, lastHeard } };
}
