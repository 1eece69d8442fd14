import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { comparatorSchema } from '../../comparator/adapters/postgres/schema.ts';
import { evidenceFromJson } from '../../comparator/verdict/evidence-json.ts';
import { judge } from '../../comparator/verdict/judge.ts';
import { freePort } from '../../platform/net/free-port.ts';
import { startLocalPostgres, type LocalPostgres } from '../../platform/postgres/local-postgres.ts';
import { createPool } from '../../platform/postgres/pool.ts';
import { encodeLogMessage, logEntry, type LoggedEntry } from '../makers/access-log.ts';
import { exportedCounters } from '../makers/exported-counters.ts';
import { startComparatorProcess, type RunningComparator } from '../makers/running-comparator.ts';
import { silentLog as log } from '../makers/silent-log.ts';
import { until } from '../makers/until.ts';

/** What the report says, as far as these tests look. */
interface Report {
  readonly outcome: string;
  readonly pairs: object;
  readonly findings: readonly { readonly id: string; readonly path: string }[];
  readonly ledger: {
    readonly captured: number;
    readonly inFlight: number;
    readonly balanced: boolean;
    readonly envoy: object;
    readonly fates: Readonly<Record<string, number>>;
  };
}

// Each test starts processes, which takes seconds on a busy machine.
vi.setConfig({ testTimeout: 90_000 });

const directory = mkdtempSync(path.join(tmpdir(), 'umbra-test-'));
let postgres: LocalPostgres;
let controlPlaneUrl: string;
const controlPlane = createServer((_request, response) => {
  const orders = { name: 'orders-v2', mirror: { key: { header: 'x-tenant-id' }, timeoutMs: 500 } };
  response.setHeader('content-type', 'application/json').end(JSON.stringify({ migrations: [orders] }));
});

beforeAll(async () => {
  postgres = await startLocalPostgres({ directory, port: 0, durable: false, log });
  await new Promise<void>((resolve) => controlPlane.listen(0, '127.0.0.1', resolve));
  controlPlaneUrl = `http://127.0.0.1:${(controlPlane.address() as AddressInfo).port}`;
});

afterAll(async () => {
  controlPlane.close();
  await postgres.stop();
  await rm(directory, { recursive: true });
});

beforeEach(async () => {
  const pool = createPool({ databaseUrl: postgres.url, applicationName: 'test', log });
  await pool.query(`DROP SCHEMA IF EXISTS ${comparatorSchema} CASCADE`);
  await pool.end();
});

const seed = '0123456789abcdef';

/** Both entries of a request, which may differ in what the shadow answers. */
function halves(number: number, shadow: Partial<LoggedEntry> = {}): object[] {
  const both = { id: `${seed}-${number}`, startedAtMs: 1_700_000_000_000 + number * 100 };
  return [logEntry({ ...both, key: 'tenant-1' }), logEntry({ ...both, role: 'shadow', ...shadow })];
}

function numbers(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

const report = async (comparator: RunningComparator): Promise<Report> =>
  (await comparator.get('/v1/migrations/orders-v2/report')) as Report;

async function untilLedger(
  comparator: RunningComparator,
  name: string,
  holds: (ledger: Report['ledger']) => boolean,
) {
  await until(name, async () => holds((await report(comparator)).ledger), 15_000);
}

function nonZero(fates: Report['ledger']['fates']): object {
  return Object.fromEntries(Object.entries(fates).filter(([, count]) => count > 0));
}

const start = (): Promise<RunningComparator> => startComparatorProcess(postgres.url, controlPlaneUrl);

describe('the comparator, from Envoy’s stream to its read API', () => {
  test('reports what differs, accounts for all of it, and keeps no value', async () => {
    const comparator = await start();
    const envoy = comparator.stream();
    envoy.write(
      encodeLogMessage(
        numbers(1, 20).flatMap((number) => halves(number)),
        'envoy-1',
      ),
    );
    envoy.write(encodeLogMessage(halves(21, { responseBody: '{"total":"10.0"}' })));
    envoy.write(encodeLogMessage(halves(22, { status: 504, flags: { upstreamRequestTimeout: true } })));
    envoy.write(encodeLogMessage(halves(23).slice(0, 1)));
    envoy.write(
      encodeLogMessage([logEntry({ id: `${seed}-24`, role: 'too-large' }), logEntry({ id: 'nonsense' })]),
    );
    await untilLedger(
      comparator,
      'a fate for each',
      ({ inFlight, captured }) => captured === 24 && inFlight === 0,
    );

    const { outcome, pairs, findings, ledger } = await report(comparator);
    expect(outcome).toBe('differences-found');
    expect(pairs).toEqual({ compared: 21, identical: 20, differing: 1 });
    expect([...findings].sort((one, other) => (one.path < other.path ? -1 : 1))).toMatchObject([
      { endpoint: 'GET /orders/{id}', path: '$.total', class: 'truncation', count: 1, keys: 1 },
      { endpoint: 'GET /orders/{id}', path: 'status', class: 'status', count: 1 },
    ]);
    expect(ledger.balanced).toBe(true);
    expect(nonZero(ledger.fates)).toEqual({
      compared: 21,
      'shadow-error': 1,
      'primary-only': 1,
      'too-large': 1,
    });
    expect(await comparator.get(`/v1/migrations/orders-v2/findings/${findings[0]?.id ?? ''}`)).toEqual(
      findings[0],
    );

    expect(JSON.stringify(findings)).not.toMatch(/10\.0|tenant-1/);

    const verdict = await comparator.get('/v1/migrations/orders-v2/verdict');
    expect(verdict).toMatchObject({ outcome: 'fail', rest: { n: 22, k: 2 } });
    const exported = await comparator.text('/v1/migrations/orders-v2/evidence');
    expect(exported).not.toMatch(/10\.0|tenant-1/);
    const { judgedAt } = verdict as { judgedAt: string };
    expect(JSON.parse(JSON.stringify(judge(evidenceFromJson(exported), new Date(judgedAt))))).toEqual(
      verdict,
    );
    expect(await comparator.get('/v1/migrations/orders-v2/rules')).toEqual({ rules: [] });

    const metrics = await comparator.text('/metrics');
    expect(metrics).toMatch(
      /umbra_comparator_requests_total\{[^}]*fate="compared"[^}]*cause="identical"[^}]*\} 20/,
    );
    expect(metrics).toMatch(
      /umbra_comparator_malformed_entries_total\{[^}]*reason="bad-pairing-id"[^}]*\} 1/,
    );

    envoy.end();
    expect(await comparator.stop('SIGTERM')).toBe(0);
  });

  test('killed and started again it counts nothing twice, and what was lost as lost-comparator', async () => {
    const killed = await start();
    const before = killed.stream();
    before.write(
      encodeLogMessage(
        numbers(1, 10).flatMap((number) => halves(number)),
        'envoy-1',
      ),
    );
    before.write(encodeLogMessage(halves(11).slice(0, 1)));
    await untilLedger(
      killed,
      'ten compared and one open',
      ({ fates, inFlight }) => fates['compared'] === 10 && inFlight === 1,
    );
    await killed.stop('SIGKILL');

    const comparator = await start();
    const { ledger: recovered } = await report(comparator);
    expect(recovered).toMatchObject({ captured: 11, inFlight: 0, balanced: true });
    expect(nonZero(recovered.fates)).toEqual({ compared: 10, 'lost-comparator': 1 });

    const after = comparator.stream();
    after.write(encodeLogMessage([...halves(9), ...halves(11).slice(1)], 'envoy-1'));
    after.write(encodeLogMessage(numbers(16, 20).flatMap((number) => halves(number))));
    await untilLedger(
      comparator,
      'a fate for each',
      ({ inFlight, captured }) => captured === 20 && inFlight === 0,
    );
    const { ledger } = await report(comparator);
    expect(ledger.balanced).toBe(true);
    expect(nonZero(ledger.fates)).toEqual({ compared: 15, 'lost-comparator': 5 });
  });

  test('asked to stop it writes what it has', async () => {
    const stopped = await start();
    const envoy = stopped.stream();
    envoy.write(
      encodeLogMessage(
        numbers(1, 500).flatMap((number) => halves(number)),
        'envoy-1',
      ),
    );
    await until('their arrival', async () => (await stopped.text('/metrics')).includes('cause="identical"'));
    expect(await stopped.stop('SIGTERM')).toBe(0);

    const { ledger } = await report(await start());
    expect(ledger).toMatchObject({ captured: 500, inFlight: 0, balanced: true });
    expect(nonZero(ledger.fates)).toEqual({ compared: 500 });
  });

  test('keeps evidence while PostgreSQL is away, and writes it once when it is back', async () => {
    const comparator = await start();
    const envoy = comparator.stream();
    envoy.write(encodeLogMessage(halves(1), 'envoy-1'));
    await untilLedger(comparator, 'the first pair', ({ fates }) => fates['compared'] === 1);

    const { port } = postgres;
    await postgres.stop();
    envoy.write(encodeLogMessage(numbers(2, 50).flatMap((number) => halves(number))));
    await until('a failed flush', async () => (await comparator.text('/readyz')).includes('"store"'));
    expect(await comparator.get('/v1/migrations/orders-v2/report')).toMatchObject({ status: 503 });

    postgres = await startLocalPostgres({ directory, port, durable: false, log });
    await untilLedger(comparator, 'all pairs', ({ fates }) => fates['compared'] === 50);
    expect((await report(comparator)).ledger).toMatchObject({ captured: 50, inFlight: 0, balanced: true });
  });

  test('waits, and says what for, while another one writes to its database', async () => {
    const first = await start();
    const envoy = first.stream();
    envoy.write(encodeLogMessage(halves(1), 'envoy-1'));
    await untilLedger(first, 'the first pair', ({ fates }) => fates['compared'] === 1);

    const readPort = await freePort({ port: 0, purpose: 'the second one', option: 'none' });
    const second = startComparatorProcess(postgres.url, controlPlaneUrl, {
      UMBRA_READ_PORT: String(readPort),
    });
    await until('the second one to wait', async () => {
      const readiness = await fetch(`http://127.0.0.1:${readPort}/readyz`).catch(() => undefined);
      return (await readiness?.text())?.includes('other-comparator-to-stop') === true;
    });
    // What the first still counts is its own: nothing is lost to the other.
    envoy.write(encodeLogMessage(halves(2)));
    await untilLedger(first, 'the second pair', ({ fates }) => fates['compared'] === 2);
    await first.stop('SIGKILL');
    const { ledger } = await report(await second);
    expect(nonZero(ledger.fates)).toEqual({ compared: 2 });
  });

  test('counts what Envoy gave out and never sent, though nothing follows it', async () => {
    const comparator = await start();
    const envoy = comparator.stream();
    envoy.write(encodeLogMessage(halves(1), 'envoy-1'));
    await comparator.export(
      exportedCounters({
        [`http.orders-v2.lua.umbra_captured.${seed}`]: 5,
        'http.orders-v2/hop.downstream_rq_total': 5,
      }),
    );
    await untilLedger(comparator, 'the loss', ({ captured }) => captured === 5);
    const { ledger } = await report(comparator);
    expect(nonZero(ledger.fates)).toEqual({ compared: 1, unknown: 4 });
    expect(ledger).toMatchObject({ balanced: true, envoy: { state: 'agrees', captured: 5, mirrored: 5 } });
  });

  test('refuses an environment it cannot use, naming what to set', async () => {
    await expect(startComparatorProcess('mysql://nowhere', controlPlaneUrl)).rejects.toThrow(/DATABASE_URL/);
  });
});
