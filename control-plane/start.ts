import { readCaptureScript } from '../envoy/capture-script.ts';
import type { Log } from '../platform/log/logger.ts';
import { createMetrics } from '../platform/metrics/metrics.ts';
import { createPool } from '../platform/postgres/pool.ts';
import { announceReady } from '../platform/ready/readiness.ts';
import type { Shutdown } from '../platform/shutdown/shutdown.ts';
import { serveXds } from './adapters/grpc/serve-xds.ts';
import { createApi } from './adapters/http/api.ts';
import { ComparatorClient } from './adapters/http/comparator-client.ts';
import { evidenceOperations } from './adapters/http/evidence-operations.ts';
import { migrationOperations } from './adapters/http/migration-operations.ts';
import { mirrorOperations } from './adapters/http/mirror-operations.ts';
import { dashboardDirectory } from './adapters/http/page.ts';
import { serveApi } from './adapters/http/serve-api.ts';
import { serviceOperations } from './adapters/http/service-operations.ts';
import { createXdsMetrics } from './adapters/metrics/xds-metrics.ts';
import { PostgresMigrationStore } from './adapters/postgres/postgres-migration-store.ts';
import { prepareStore } from './adapters/postgres/prepare-store.ts';
import type { Configuration } from './configuration.ts';
import type { StoredMigration } from './migration/migration.ts';
import { buildSnapshot } from './snapshot/build-snapshot.ts';
import { MirrorHistory } from './status/mirror-history.ts';
import { keepRefreshing } from './steering/keep-refreshing.ts';
import { once } from './steering/once.ts';
import { SnapshotPublisher } from './steering/snapshot-publisher.ts';
import { Steering } from './steering/steering.ts';

/** How soon replicas see what another one stored. */
const refreshMs = 1_000;
const maxBackOffMs = 5_000;
/** A statement of ours takes milliseconds; one that takes longer is on a database that hangs. */
const statementTimeoutMs = 3_000;

export interface StartOptions {
  readonly configuration: Configuration;
  readonly log: Log;
  /** Everything opened here is closed by it. */
  readonly shutdown: Shutdown;
}

export interface StartedControlPlane {
  readonly apiPort: number;
  readonly xdsPort: number;
}

/** Opens the control plane. It listens at once, and is ready when the stored migrations were read. */
export async function startControlPlane({
  configuration,
  log,
  shutdown,
}: StartOptions): Promise<StartedControlPlane> {
  const { host, databaseUrl } = configuration;
  const registry = createMetrics('control-plane');
  const pool = createPool({ databaseUrl, applicationName: 'umbra control plane', log, statementTimeoutMs });
  shutdown.onStop('PostgreSQL pool', () => pool.end());
  const store = new PostgresMigrationStore(pool);

  const xds = await serveXds({
    host,
    port: configuration.xdsPort,
    maxStreams: configuration.maxEnvoys,
    log,
    metrics: createXdsMetrics(registry),
  });
  shutdown.onStop('xDS server', () => xds.close());

  const history = new MirrorHistory();
  const settings = { mirrorTtlSeconds: configuration.mirrorTtlSeconds, captureScript: readCaptureScript() };
  const build = (migrations: readonly StoredMigration[]) => buildSnapshot(migrations, settings);
  const publisher = new SnapshotPublisher({
    build,
    send: (snapshot, options) => {
      xds.publish(snapshot, options);
    },
    history,
    onFailure: (error) => {
      log.error('The migrations cannot be turned into a configuration; Envoys keep the last good one', {
        error,
      });
    },
  });
  const steering = new Steering({
    store,
    publish: (migrations) => {
      publisher.publish(migrations);
    },
    whyNotServable: (migrations) => reasonOf(() => build(migrations)),
    onStoreChange: (error) => {
      if (error === undefined) log.info('The store answers again');
      else log.error('The store does not answer; Envoys keep what they have, and a halt works', { error });
    },
  });

  const operations = [
    ...migrationOperations(steering, store),
    ...mirrorOperations({
      steering,
      history,
      envoys: () => xds.nodes(),
      publishProblem: () => publisher.problem,
    }),
    ...evidenceOperations(
      steering,
      new ComparatorClient({
        url: configuration.comparatorUrl,
        timeoutMs: configuration.comparatorTimeoutMs,
      }),
    ),
    ...serviceOperations({ readiness: { store: () => steering.storeReachable }, registry, log }),
  ];
  const api = await serveApi(createApi({ operations, pageDirectory: dashboardDirectory, registry, log }), {
    host,
    port: configuration.apiPort,
  });
  shutdown.onStop('API', api.close);

  const ports = { apiPort: api.port, xdsPort: xds.port };
  const prepare = once(() => prepareStore(databaseUrl, log));
  const announce = once(() => {
    announceReady(log, ports);
  });
  const refresh = async (): Promise<boolean> => {
    const prepared = await steering.prepared(prepare);
    const read = prepared && (await steering.refresh());
    if (read) await announce();
    return read;
  };
  shutdown.onStop('Refreshing', keepRefreshing({ refresh, everyMs: refreshMs, maxBackOffMs }));
  return ports;
}

function reasonOf(attempt: () => unknown): string | undefined {
  try {
    attempt();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
