import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { becomeSoleWriter } from '../../../../comparator/adapters/postgres/sole-writer.ts';
import { startLocalPostgres, type LocalPostgres } from '../../../../platform/postgres/local-postgres.ts';
import { createPool } from '../../../../platform/postgres/pool.ts';
import { capturedLog } from '../../../makers/captured-log.ts';
import { silentLog } from '../../../makers/silent-log.ts';
import { until } from '../../../makers/until.ts';

const directory = mkdtempSync(path.join(tmpdir(), 'umbra-test-'));
let postgres: LocalPostgres;
let pool: Pool;

beforeAll(async () => {
  postgres = await startLocalPostgres({ directory, port: 0, durable: false, log: silentLog });
  pool = createPool({ databaseUrl: postgres.url, applicationName: 'test', log: silentLog });
});

afterAll(async () => {
  await pool.end();
  await postgres.stop();
  await rm(directory, { recursive: true });
});

function candidate() {
  const { log, lines } = capturedLog();
  const state = { waits: false, holds: false, lines };
  const writer = becomeSoleWriter({
    databaseUrl: postgres.url,
    log,
    onWait: () => {
      state.waits = true;
    },
  }).then((sole) => {
    state.holds = true;
    return sole;
  });
  return { state, writer };
}

describe('the sole writer of a database', () => {
  test('keeps a second one waiting, which says so, until it is gone', async () => {
    const first = await candidate().writer;
    const { state, writer } = candidate();
    await until('the second one to wait', () => state.waits);
    expect(state.holds).toBe(false);
    expect(state.lines).toMatchObject([
      { level: 'warn', message: expect.stringContaining('waiting until it has stopped') as string },
    ]);
    await first.close();
    await (await writer).close();
  });

  test('takes its place again after its connection was lost', async () => {
    const first = await candidate().writer;
    const holders = async (): Promise<readonly number[]> => {
      const { rows } = await pool.query<{ pid: number }>(
        "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted",
      );
      return rows.map(({ pid }) => pid);
    };
    const [pid] = await holders();
    await pool.query('SELECT pg_terminate_backend($1)', [pid]);
    await until('the lock on another connection', async () => {
      const [next] = await holders();
      return next !== undefined && next !== pid;
    });
    const { state, writer } = candidate();
    await until('another one to wait', () => state.waits);
    await first.close();
    await (await writer).close();
  });
});
