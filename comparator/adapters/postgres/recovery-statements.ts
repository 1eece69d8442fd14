import { randomBytes } from 'node:crypto';
import type { PoolClient } from 'pg';
import type { KnownEvidence } from '../../findings/evidence.ts';
import type { ResumedSeed } from '../../ledger/ledger.ts';
import { toBasis, type StoredBasisRow } from './stored-basis.ts';

/** Comes first: it waits for a batch of the one before that is being written, and refuses those after. */
export async function takeOver(client: PoolClient, writer: string): Promise<void> {
  await client.query(
    `INSERT INTO umbra_comparator.sole_writer (writer) VALUES ($1)
     ON CONFLICT (only_one) DO UPDATE SET writer = excluded.writer`,
    [writer],
  );
}

/** Of two that start at once, one makes the secret and both read it. */
export async function readOrMakeSecret(client: PoolClient): Promise<Uint8Array> {
  await client.query(
    'INSERT INTO umbra_comparator.secret (value) VALUES ($1) ON CONFLICT (only_one) DO NOTHING',
    [randomBytes(32)],
  );
  const { rows } = await client.query<{ value: Buffer }>('SELECT value FROM umbra_comparator.secret');
  const [secret] = rows;
  if (secret === undefined) throw new Error('umbra_comparator.secret is empty after a row was put into it');
  return secret.value;
}

/** One statement: it counts and clears what it saw in the same snapshot. */
export async function countInFlightAsLost(client: PoolClient): Promise<void> {
  await client.query(
    `WITH lost AS (
       SELECT migration, sum(in_flight) AS count
       FROM umbra_comparator.seed WHERE in_flight > 0 GROUP BY migration
     ), counted AS (
       INSERT INTO umbra_comparator.fate_count AS stored (migration, fate, count)
       SELECT migration, 'lost-comparator', count FROM lost
       ON CONFLICT (migration, fate) DO UPDATE SET count = stored.count + excluded.count
     ), counted_for_basis AS (
       INSERT INTO umbra_comparator.basis_fate AS stored (migration, basis, fate, count)
       SELECT DISTINCT ON (migration) migration, id, 'lost-comparator', count
       FROM lost JOIN umbra_comparator.basis USING (migration)
       ORDER BY migration, last_seen DESC, id
       ON CONFLICT (migration, basis, fate) DO UPDATE SET count = stored.count + excluded.count
     )
     UPDATE umbra_comparator.seed SET in_flight = 0 WHERE in_flight > 0`,
  );
}

export async function readSeeds(client: PoolClient, max: number): Promise<ResumedSeed[]> {
  const { rows } = await client.query<{
    migration: string;
    seed: string;
    highest: string;
    issued: string;
  }>('SELECT migration, seed, highest, issued FROM umbra_comparator.seed ORDER BY heard_at DESC LIMIT $1', [
    max,
  ]);
  return rows.map((row) => ({ ...row, highest: Number(row.highest), issued: Number(row.issued) })).reverse();
}

/** Bases with the names they have; the newest last. */
export async function readKnownEvidence(client: PoolClient): Promise<KnownEvidence[]> {
  const namesOf = (column: string, table: string): string =>
    `coalesce((SELECT array_agg(${column}) FROM umbra_comparator.${table} AS named
       WHERE named.migration = basis.migration AND named.basis = basis.id), '{}')`;
  const { rows } = await client.query<KnownRow>(
    `SELECT migration, id, configuration, data_cycle, primary_build, shadow_build,
       ${namesOf('endpoint', 'endpoint')} AS endpoints,
       ${namesOf('id', 'finding')} AS findings,
       ${namesOf('id', 'pattern')} AS patterns,
       coalesce((SELECT jsonb_agg(jsonb_build_object(
           'endpoint', endpoint, 'path', path, 'class', class, 'by', explained_by))
         FROM umbra_comparator.explained AS named
         WHERE named.migration = basis.migration AND named.basis = basis.id), '[]') AS explained
     FROM umbra_comparator.basis ORDER BY last_seen, id DESC`,
  );
  return rows.map(({ migration, endpoints, findings, patterns, explained, ...row }) => ({
    migration,
    basis: toBasis(row),
    endpoints,
    findings,
    patterns,
    explained,
  }));
}

interface KnownRow extends StoredBasisRow, Omit<KnownEvidence, 'basis'> {}

export async function readEpochs(client: PoolClient): Promise<{ migration: string; id: string }[]> {
  const { rows } = await client.query<{ migration: string; id: string }>(
    'SELECT migration, id FROM umbra_comparator.epoch',
  );
  return rows;
}
