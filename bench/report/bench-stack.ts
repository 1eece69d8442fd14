import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startService } from '../../cli/stack/service-process.ts';
import { freePorts } from '../../platform/net/free-port.ts';
import { startLocalPostgres } from '../../platform/postgres/local-postgres.ts';
import { silentLog as log } from '../../test/makers/silent-log.ts';

export interface BenchStack {
  readonly apiPort: number;
  readonly readPort: number;
  readonly exchangesPort: number;
  readonly stop: () => Promise<void>;
}

/** Both services and a PostgreSQL, each a process of its own, without an Envoy. `fill` is called before the comparator starts. */
export async function startBenchStack(
  fill: (stack: { readonly databaseUrl: string; readonly apiPort: number }) => Promise<void>,
): Promise<BenchStack> {
  const directory = await mkdtemp(path.join(tmpdir(), 'umbra-bench-'));
  const closing = [() => rm(directory, { recursive: true, force: true })];
  const stop = async (): Promise<void> => {
    for (let close = closing.pop(); close !== undefined; close = closing.pop()) await close();
  };
  try {
    const postgres = await startLocalPostgres({ directory, port: 0, log });
    closing.push(() => postgres.stop());
    const any = (purpose: string) => ({ port: 0, purpose, option: 'none' });
    const [apiPort = 0, xdsPort = 0, exchangesPort = 0, readPort = 0] = await freePorts(
      ['the API', 'xDS', 'exchanges', 'the read API'].map(any),
    );
    const environment = {
      DATABASE_URL: postgres.url,
      UMBRA_API_PORT: String(apiPort),
      UMBRA_XDS_PORT: String(xdsPort),
      UMBRA_EXCHANGES_PORT: String(exchangesPort),
      UMBRA_READ_PORT: String(readPort),
      UMBRA_COMPARATOR_URL: `http://127.0.0.1:${readPort}`,
      UMBRA_CONTROL_PLANE_URL: `http://127.0.0.1:${apiPort}`,
    };
    for (const service of ['control-plane', 'comparator'] as const) {
      if (service === 'comparator') await fill({ databaseUrl: postgres.url, apiPort });
      const child = await startService({ service, environment, onLine: () => undefined });
      closing.push(async () => {
        await child.stop();
      });
    }
    return { apiPort, readPort, exchangesPort, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
