import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { parseConfiguration } from '../../control-plane/configuration.ts';
import { startControlPlane } from '../../control-plane/start.ts';
import { ConfigurationError } from '../../platform/configuration/parse-environment.ts';
import { startLocalPostgres, type LocalPostgres } from '../../platform/postgres/local-postgres.ts';
import { createShutdown } from '../../platform/shutdown/shutdown.ts';
import { capturedLog } from '../makers/captured-log.ts';
import { send, type Call } from '../makers/control-plane-api.ts';
import { minimalDocument } from '../makers/migration.ts';
import { silentLog } from '../makers/silent-log.ts';
import { until } from '../makers/until.ts';

const orders = '/v1/migrations/orders-v2';

/** A whole control plane on free ports, until the test is finished. */
async function start(databaseUrl: string) {
  const { log, lines } = capturedLog();
  const shutdown = createShutdown({ log });
  const configuration = parseConfiguration({
    DATABASE_URL: databaseUrl,
    UMBRA_API_PORT: '0',
    UMBRA_XDS_PORT: '0',
  });
  const { apiPort } = await startControlPlane({ configuration, log, shutdown });
  onTestFinished(async () => {
    await shutdown.stop('the test is finished');
  });
  const call = (method: string, path: string, options?: Call) =>
    send(`http://127.0.0.1:${apiPort}`, method, path, options);
  const ready = () =>
    until('the control plane is ready', async () => (await call('GET', '/readyz')).status === 200, 20_000);
  return { call, ready, lines };
}

describe('a control plane on PostgreSQL', () => {
  let directory: string;
  let postgres: LocalPostgres;
  const startPostgres = (port = 0) => startLocalPostgres({ directory, port, durable: false, log: silentLog });

  beforeAll(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'umbra-test-'));
    postgres = await startPostgres();
  });
  afterAll(async () => {
    await postgres.stop();
    await rm(directory, { recursive: true, force: true });
  });

  it('keeps migrations over a restart, and two replicas converge', async () => {
    const first = await start(postgres.url);
    await first.ready();
    expect(first.lines).toContainEqual(
      expect.objectContaining({ event: 'ready', apiPort: expect.any(Number) as number }),
    );
    await first.call('PUT', orders, { body: minimalDocument({ mirror: { percent: 5 } }) });

    const second = await start(postgres.url);
    await second.ready();
    expect((await second.call('GET', orders)).json).toMatchObject({ mirror: { percent: 5 } });
    await second.call('PATCH', `${orders}/mirror`, { body: { percent: 7.25 } });
    await until('the first replica sees it', async () => {
      return (await first.call('GET', orders)).json.mirror.percent === 7.25;
    });
  });

  it('halts with PostgreSQL down, and stores it when PostgreSQL is back', async () => {
    const { call, ready } = await start(postgres.url);
    await ready();
    await call('PUT', orders, { body: minimalDocument() });
    await call('POST', `${orders}/resume`);
    await postgres.stop();

    const halted = await call('POST', `${orders}/halt`);
    expect([halted.status, halted.json]).toMatchObject([202, { mirror: { halted: true }, stored: false }]);
    expect((await call('PATCH', `${orders}/mirror`, { body: { percent: 1 } })).status).toBe(503);

    // One that starts now knows nothing, and so mirrors nothing.
    const late = await start(postgres.url);
    expect((await late.call('GET', '/readyz')).status).toBe(503);
    expect((await late.call('GET', '/v1/migrations')).status).toBe(503);

    postgres = await startPostgres(postgres.port);
    await until(
      'the halt is stored',
      async () => (await call('GET', `${orders}/status`)).json.stored,
      15_000,
    );
    await late.ready();
    await until('the late one has read the halt', async () => {
      return (await late.call('GET', `${orders}/status`)).json.mirror.halted;
    });
  }, 60_000);
});

it('an environment that cannot be used is refused with every problem', () => {
  expect(() => parseConfiguration({ UMBRA_API_PORT: 'x' })).toThrow(ConfigurationError);
  expect(() => parseConfiguration({ UMBRA_API_PORT: 'x' })).toThrow(/DATABASE_URL[\s\S]*UMBRA_API_PORT/);
});
