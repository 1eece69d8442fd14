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
import { noMarks, seedMark } from '../../../makers/envoy-report.ts';
import { silentLog as log } from '../../../makers/silent-log.ts';
import { testEvidenceStore } from '../../findings/evidence-store-contract.ts';

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
    findings: (migration, query) => reader.findings(migration, query),
    everything: (migration) => reader.everything(migration),
    finding: (migration, id) => reader.finding(migration, id),
  };
}

describe('the PostgreSQL evidence store', () => {
  testEvidenceStore(emptyStore);

  test('writes a batch whole or not at all', async () => {
    const store = await emptyStore();
    const batch = {
      fates: [{ migration: 'm', fate: 'compared', count: 1 }],
      endpoints: [],
      findings: [],
      overflow: [],
      seeds: [seedMark({ migration: 'm', highest: 1, inFlight: 0.5 })],
      envoys: [],
      generated: [],
    } as const;
    await expect(store.write({ writer: 'one', number: 1, batch })).rejects.toThrow();
    expect((await store.tally('m')).fates).toEqual({});
    const whole = { ...batch, seeds: [seedMark({ migration: 'm', highest: 1 })] };
    expect(await store.write({ writer: 'one', number: 1, batch: whole })).toBe(true);
  });

  test('writes more rows than one statement takes', async () => {
    const store = await emptyStore();
    const endpoints = Array.from({ length: 2_345 }, (_, index) => ({
      migration: 'm',
      endpoint: `GET /${index}`,
      identical: 1,
      differing: 0,
    }));
    await store.write({
      writer: 'one',
      number: 1,
      batch: { fates: [], endpoints, findings: [], overflow: [], ...noMarks },
    });
    expect((await store.tally('m')).endpoints).toHaveLength(2_345);
  });
});
