import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PostgresEvidenceReader } from '../../../../comparator/adapters/postgres/postgres-evidence-reader.ts';
import { PostgresEvidenceStore } from '../../../../comparator/adapters/postgres/postgres-evidence-store.ts';
import {
  comparatorSchema,
  storeRevisionsDirectory,
} from '../../../../comparator/adapters/postgres/schema.ts';
import type { EvidenceReader, EvidenceStore } from '../../../../comparator/findings/evidence-store.ts';
import { startLocalPostgres, type LocalPostgres } from '../../../../platform/postgres/local-postgres.ts';
import { createPool } from '../../../../platform/postgres/pool.ts';
import { applyStoreRevisions } from '../../../../platform/postgres/store-revisions.ts';
import { Circuit } from '../../../../platform/resilience/circuit.ts';
import { seedMark } from '../../../makers/envoy-report.ts';
import { silentLog as log } from '../../../makers/silent-log.ts';
import { basisRow, emptyBatch, endpointRow, newestOf } from '../../../makers/stored-evidence.ts';
import { testEvidenceStore } from '../../findings/evidence-store-contract.ts';
import { testSetAsideStore } from '../../findings/set-aside-store-contract.ts';

const directory = mkdtempSync(path.join(tmpdir(), 'umbra-test-'));
let postgres: LocalPostgres;
let pool: Pool;

beforeAll(async () => {
  postgres = await startLocalPostgres({ directory, port: 0, durable: false, log });
  pool = createPool({ databaseUrl: postgres.url, applicationName: 'test', log });
});

afterAll(async () => {
  await pool.end();
  await postgres.stop();
  await rm(directory, { recursive: true });
});

/** The schema made anew. */
async function emptyStore(): Promise<EvidenceStore & EvidenceReader> {
  await pool.query(`DROP SCHEMA IF EXISTS ${comparatorSchema} CASCADE`);
  await applyStoreRevisions({
    databaseUrl: postgres.url,
    schema: comparatorSchema,
    directory: storeRevisionsDirectory,
    log,
  });
  const store = new PostgresEvidenceStore(pool);
  const reader = new PostgresEvidenceReader(pool, new Circuit(() => true));
  return {
    recover: (maxSeeds, writer) => store.recover(maxSeeds, writer),
    write: (flush) => store.write(flush),
    tally: (migration) => reader.tally(migration),
    findings: (view, query) => reader.findings(view, query),
    everything: (view) => reader.everything(view),
    finding: (view, id) => reader.finding(view, id),
    evidence: (view) => reader.evidence(view),
  };
}

describe('the PostgreSQL evidence store', () => {
  testEvidenceStore(emptyStore);
  testSetAsideStore(emptyStore);

  test('writes a batch whole or not at all', async () => {
    const store = await emptyStore();
    const batch = {
      ...emptyBatch,
      fates: [{ migration: 'm', basis: null, fate: 'compared' as const, count: 1 }],
      seeds: [seedMark({ migration: 'm', highest: 1, inFlight: 0.5 })],
    };
    await expect(store.write({ writer: 'one', number: 1, batch })).rejects.toThrow();
    expect((await store.tally('m')).fates).toEqual({});
    const whole = { ...batch, seeds: [seedMark({ migration: 'm', highest: 1 })] };
    expect(await store.write({ writer: 'one', number: 1, batch: whole })).toBe(true);
  });

  test('writes more rows than one statement takes', async () => {
    const store = await emptyStore();
    const endpoints = Array.from({ length: 2_345 }, (_, index) => endpointRow({ endpoint: `GET /${index}` }));
    const batch = { ...emptyBatch, bases: [basisRow()], endpoints };
    await store.write({ writer: 'one', number: 1, batch });
    expect((await store.evidence(newestOf('m'))).of?.endpoints).toHaveLength(2_345);
  });
});
