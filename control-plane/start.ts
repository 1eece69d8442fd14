import { randomUUID } from 'node:crypto';
import { readCaptureScript } from '../envoy/capture-script.ts';
import type { Log } from '../platform/log/logger.ts';
import { serveHttp } from '../platform/http/serve-http.ts';
import { limitMetrics } from '../platform/metrics/limit-metrics.ts';
import { createMetrics } from '../platform/metrics/metrics.ts';
import { poolMetrics } from '../platform/metrics/pool-metrics.ts';
import { resilienceMetrics } from '../platform/metrics/resilience-metrics.ts';
import { createPool } from '../platform/postgres/pool.ts';
import { announceReady } from '../platform/ready/readiness.ts';
import { RequestBulkhead } from '../platform/resilience/request-bulkhead.ts';
import type { Shutdown } from '../platform/shutdown/shutdown.ts';
import { serveXds } from './adapters/grpc/serve-xds.ts';
import { createApi } from './adapters/http/api.ts';
import { ComparatorClient } from './adapters/http/comparator-client.ts';
import { cycleOperations } from './adapters/http/cycle-operations.ts';
import { evidenceOperations } from './adapters/http/evidence-operations.ts';
import { migrationOperations } from './adapters/http/migration-operations.ts';
import { mirrorOperations } from './adapters/http/mirror-operations.ts';
import { dashboardDirectory } from './adapters/http/page.ts';
import { ruleOperations } from './adapters/http/rule-operations.ts';
import { serviceOperations } from './adapters/http/service-operations.ts';
import { migrationMetrics } from './adapters/metrics/migration-metrics.ts';
import { createXdsMetrics } from './adapters/metrics/xds-metrics.ts';
import { PostgresMigrationStore } from './adapters/postgres/postgres-migration-store.ts';
import { prepareStore } from './adapters/postgres/prepare-store.ts';
import type { Configuration } from './configuration.ts';
import { fixedLimits } from './limits.ts';
import type { StoredMigration } from './migration/migration.ts';
import { buildSnapshot } from './snapshot/build-snapshot.ts';
import { MirrorHistory } from './status/mirror-history.ts';
import { keepRefreshing } from './steering/keep-refreshing.ts';
import { once } from './steering/once.ts';
import { Presence } from './steering/presence.ts';
import { SnapshotPublisher } from './steering/snapshot-publisher.ts';
import { Steering } from './steering/steering.ts';

/** How soon replicas see what another one stored. */
const refreshMs = 1_000;
const kibibyte = 1_024;
const mebibyte = 1_024 * kibibyte;

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
  const { host, databaseUrl, limits } = configuration;
  const registry = createMetrics('control-plane');
  limitMetrics(registry, 'control_plane', { ...limits, ...fixedLimits });
  const pool = createPool({
    databaseUrl,
    applicationName: 'umbra control plane',
    log,
    maxConnections: limits.storeConnections,
    statementTimeoutMs: limits.storeTimeoutMs,
  });
  poolMetrics(registry, { store: pool });
  shutdown.onStop('PostgreSQL pool', () => pool.end());
  const store = new PostgresMigrationStore(pool);

  const xds = await serveXds({
    host,
    port: configuration.xdsPort,
    maxStreams: limits.maxEnvoys,
    log,
    metrics: createXdsMetrics(registry),
  });
  shutdown.onStop('xDS server', () => xds.close());

  const history = new MirrorHistory();
  const settings = {
    mirrorTtlSeconds: limits.mirrorTtlSeconds,
    captureScript: readCaptureScript(),
    accessLog: {
      flushMs: limits.accessLogFlushMs,
      bufferBytes: limits.accessLogBufferKibibytes * kibibyte,
    },
  };
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
    now: () => new Date(),
    whyNotServable: (migrations) => reasonOf(() => build(migrations)),
    onStoreChange: (error) => {
      if (error === undefined) log.info('The store answers again');
      else log.error('The store does not answer; Envoys keep what they have, and a halt works', { error });
    },
  });

  migrationMetrics(registry, { steering, envoys: () => xds.nodes() });
  const comparator = new ComparatorClient({
    url: configuration.comparatorUrl,
    timeoutMs: limits.comparatorTimeoutMs,
    maxBytes: limits.comparatorAnswerMebibytes * mebibyte,
    maxConcurrent: limits.comparatorRequests,
  });
  const ofEach = { running: limits.apiRequests, waiting: limits.apiWaiting };
  const lanes = {
    reads: new RequestBulkhead(ofEach),
    changes: new RequestBulkhead(ofEach),
    halts: new RequestBulkhead(ofEach),
  };
  resilienceMetrics(registry, { bulkheads: lanes, circuits: { comparator: comparator.circuit } });
  const operations = [
    ...migrationOperations(steering, { store, comparator }),
    ...ruleOperations(steering, comparator),
    ...cycleOperations(steering),
    ...mirrorOperations({
      steering,
      history,
      envoys: () => xds.nodes(),
      publishProblem: () => publisher.problem,
    }),
    ...evidenceOperations(steering, comparator),
    ...serviceOperations({ readiness: { store: () => steering.storeReachable }, registry, log }),
  ];
  const api = await serveHttp(
    createApi({ operations, lanes, pageDirectory: dashboardDirectory, registry, log }),
    {
      host,
      port: configuration.apiPort,
      name: 'The API',
      portVariable: 'UMBRA_API_PORT',
      maxConnections: limits.apiConnections,
      registry,
    },
  );
  shutdown.onStop('API', api.close);

  const ports = { apiPort: api.port, xdsPort: xds.port };
  const prepare = once(() => prepareStore(databaseUrl, log));
  const announce = once(() => {
    announceReady(log, ports);
  });
  const presence = new Presence({
    store,
    mirrorTtlSeconds: limits.mirrorTtlSeconds,
    now: () => new Date(),
    author: { who: 'control plane', correlationId: randomUUID(), action: 'findAbsence' },
    onAbsence: ({ from, to }) => {
      log.warn('No control plane was there for longer than Envoys mirror by themselves; writes were missed', {
        from,
        to,
      });
    },
  });
  const watch = setInterval(() => {
    presence.stillHere();
  }, refreshMs);
  shutdown.onStop('Presence', () => {
    clearInterval(watch);
  });
  const refresh = async (): Promise<boolean> => {
    const prepared = await steering.prepared(async () => {
      await prepare();
      await presence.beat();
    });
    const read = prepared && (await steering.refresh());
    if (read) await announce();
    return read;
  };
  shutdown.onStop(
    'Refreshing',
    keepRefreshing({ refresh, everyMs: refreshMs, maxBackOffMs: limits.storeRetryMs }),
  );
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
