import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from '../platform/log/logger.ts';
import { httpMetrics } from '../platform/metrics/http-metrics.ts';
import { createMetrics, metricsHandler } from '../platform/metrics/metrics.ts';
import { createPool } from '../platform/postgres/pool.ts';
import { StoreRevisionError } from '../platform/postgres/revision-files.ts';
import { applyStoreRevisions } from '../platform/postgres/store-revisions.ts';
import { healthz, readyz } from '../platform/ready/readiness.ts';
import type { Shutdown } from '../platform/shutdown/shutdown.ts';
import { background } from '../platform/shutdown/background.ts';
import { startAccessLogService, type AccessLogService } from './adapters/grpc/access-log-service.ts';
import { receiveExchanges } from './adapters/grpc/receive-exchanges.ts';
import { MigrationWatcher } from './adapters/http/migration-watcher.ts';
import { readApi } from './adapters/http/read-api.ts';
import { serve } from './adapters/http/serve.ts';
import { comparatorMetrics, noLevels, type ComparatorLevels } from './adapters/metrics/comparator-metrics.ts';
import { PostgresEvidenceReader } from './adapters/postgres/postgres-evidence-reader.ts';
import { PostgresEvidenceStore } from './adapters/postgres/postgres-evidence-store.ts';
import { comparatorSchema, storeRevisionsDirectory } from './adapters/postgres/schema.ts';
import { assemble } from './assemble.ts';
import type { Configuration } from './configuration.ts';
import { Engine } from './engine.ts';
import type { Recovered } from './findings/evidence-store.ts';
import { IngestQueue } from './ingest/ingest-queue.ts';
import { limitsFrom } from './limits.ts';
import { WatchedMigrations } from './watch/watched-migrations.ts';

export interface ComparatorPorts {
  readonly exchangesPort: number;
  readonly readPort: number;
}

const databaseRetryMs = 1_000;

/** Time to write the last evidence when asked to stop. */
const finalFlushMs = 5_000;

/**
 * Starts the comparator and registers what is to be closed. Exchanges are received last: what an earlier comparator has counted
 * must be known before, or it would be counted again.
 */
export async function startComparator(
  configuration: Configuration,
  log: Log,
  shutdown: Shutdown,
): Promise<ComparatorPorts> {
  const { databaseUrl, host, exchangesPort, readPort, controlPlaneUrl } = configuration;
  const limits = limitsFrom(configuration.limits);
  const registry = createMetrics('comparator');
  let levels: () => ComparatorLevels = () => noLevels;
  const metrics = comparatorMetrics(registry, () => levels(), configuration.limits);

  const writing = createPool({
    databaseUrl,
    applicationName: 'umbra comparator writes',
    log,
    maxConnections: 2,
  });
  shutdown.onStop('PostgreSQL pool for writes', () => writing.end());
  // Reads have connections of their own, so that neither can starve the other.
  const reading = createPool({
    databaseUrl,
    applicationName: 'umbra comparator reads',
    log,
    maxConnections: 8,
  });
  shutdown.onStop('PostgreSQL pool for reads', () => reading.end());

  let storeAnswers = (): boolean => false;
  let receiving: AccessLogService | undefined = undefined;
  const http = await serve(
    readApi({
      reader: new PostgresEvidenceReader(reading),
      now: () => new Date(),
      log,
      healthz,
      readyz: readyz({ store: () => storeAnswers(), exchanges: () => receiving !== undefined }),
      metrics: metricsHandler(registry, log),
      measure: httpMetrics(registry),
    }),
    host,
    readPort,
  );
  shutdown.onStop('read API', () => http.close());

  const store = new PostgresEvidenceStore(writing);
  const recovered = await recoverStore(store, { databaseUrl, maxSeeds: limits.maxSeeds }, log);

  const migrations = new WatchedMigrations();
  const watcher = new MigrationWatcher({ controlPlaneUrl, migrations, log });
  shutdown.onStop('migration watcher', () => watcher.close());
  await watcher.start();

  const assembly = assemble({
    limits,
    recovered,
    migrations,
    store,
    observer: {
      ...metrics,
      unknownMigration: (migration) => {
        metrics.unknownMigration(migration);
        background(watcher.refreshForStranger(), log, 'Asking for the migrations');
      },
      comparisonFailed: (migration, error) => {
        metrics.comparisonFailed(migration, error);
        log.error('A comparison threw; its pair was set aside', { migration, error });
      },
    },
    writer: randomUUID(),
    random: Math.random,
  });
  const { pipeline, ledger, pairs, strangers, windows, held, evidence, flush } = assembly;
  storeAnswers = () => flush.failures === 0;

  const queue = new IngestQueue(limits.ingestQueueBytes, () => receiving?.resume());
  const engine = new Engine({
    pipeline,
    queue,
    flush,
    log,
    nowMs: () => performance.now(),
    onFlushed: metrics.flushed,
    onFlushFailed: metrics.flushFailed,
  });
  engine.start();
  shutdown.onStop('pipeline', () => engine.stop(finalFlushMs));

  const receiver = receiveExchanges({ engine, ledger, metrics, log });
  const service = await startAccessLogService({
    host,
    port: exchangesPort,
    receiver,
  });
  receiving = service;
  shutdown.onStop('exchanges', () => service.close());

  levels = () => ({
    streams: receiver.streams,
    ingestQueueExchanges: queue.length,
    ingestQueueBytes: queue.bytes,
    waitingHalves: pairs.size,
    waitingHalvesBytes: pairs.bytes,
    heldPairs: held.size,
    unknownMigrationPairs: strangers.size,
    rememberedWrites: windows.size,
    seeds: ledger.seeds,
    pendingRows: evidence.rows,
  });
  return { exchangesPort: service.port, readPort: http.port };
}

/** Waits for PostgreSQL as long as it takes: without it nobody knows what was counted before. */
async function recoverStore(
  store: PostgresEvidenceStore,
  { databaseUrl, maxSeeds }: { readonly databaseUrl: string; readonly maxSeeds: number },
  log: Log,
): Promise<Recovered> {
  for (;;) {
    try {
      const directory = storeRevisionsDirectory;
      await applyStoreRevisions({ databaseUrl, schema: comparatorSchema, directory, log });
      return await store.recover(maxSeeds);
    } catch (error) {
      if (error instanceof StoreRevisionError) throw error;
      log.warn('Evidence cannot be stored yet; trying again', { error });
      await delay(databaseRetryMs);
    }
  }
}
