import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from '../platform/log/logger.ts';
import { serveHttp } from '../platform/http/serve-http.ts';
import { httpMetrics } from '../platform/metrics/http-metrics.ts';
import { createMetrics, metricsHandler } from '../platform/metrics/metrics.ts';
import { poolMetrics } from '../platform/metrics/pool-metrics.ts';
import { resilienceMetrics } from '../platform/metrics/resilience-metrics.ts';
import { createPool } from '../platform/postgres/pool.ts';
import { StoreRevisionError } from '../platform/postgres/revision-files.ts';
import { applyStoreRevisions } from '../platform/postgres/store-revisions.ts';
import { healthz, readyz } from '../platform/ready/readiness.ts';
import { BackOff } from '../platform/resilience/back-off.ts';
import { Circuit } from '../platform/resilience/circuit.ts';
import { RequestBulkhead } from '../platform/resilience/request-bulkhead.ts';
import type { Shutdown } from '../platform/shutdown/shutdown.ts';
import { background } from '../platform/shutdown/background.ts';
import {
  maxMessageBytes,
  startAccessLogService,
  type AccessLogService,
} from './adapters/grpc/access-log-service.ts';
import { receiveExchanges } from './adapters/grpc/receive-exchanges.ts';
import { MigrationWatcher } from './adapters/http/migration-watcher.ts';
import { readApi } from './adapters/http/read-api.ts';
import { comparatorMetrics, noLevels, type ComparatorLevels } from './adapters/metrics/comparator-metrics.ts';
import { PostgresEvidenceReader } from './adapters/postgres/postgres-evidence-reader.ts';
import { PostgresEvidenceStore } from './adapters/postgres/postgres-evidence-store.ts';
import { comparatorSchema, storeRevisionsDirectory } from './adapters/postgres/schema.ts';
import { becomeSoleWriter } from './adapters/postgres/sole-writer.ts';
import { assemble } from './assemble.ts';
import { Audit } from './audit.ts';
import type { Configuration } from './configuration.ts';
import { Engine } from './engine.ts';
import type { Recovered } from './findings/evidence-store.ts';
import { IngestQueue } from './ingest/ingest-queue.ts';
import { fixedLimits, limitsFrom, type Limits } from './limits.ts';
import { WatchedMigrations } from './watch/watched-migrations.ts';

export interface ComparatorPorts {
  readonly exchangesPort: number;
  readonly readPort: number;
}

/** Flushes follow one another; the second lets one begin while a connection that broke is being closed. */
const writeConnections = 2;

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
  const metrics = comparatorMetrics(registry, () => levels(), {
    ...configuration.limits,
    ...fixedLimits,
    messageBytes: maxMessageBytes,
  });

  const writing = createPool({
    databaseUrl,
    applicationName: 'umbra comparator writes',
    log,
    maxConnections: writeConnections,
    statementTimeoutMs: limits.evidencePool.statementTimeoutMs,
  });
  shutdown.onStop('PostgreSQL pool for writes', () => writing.end());
  // Reads have connections of their own, so that neither can starve the other.
  const reading = createPool({
    databaseUrl,
    applicationName: 'umbra comparator reads',
    log,
    maxConnections: limits.evidencePool.connections,
    statementTimeoutMs: limits.evidencePool.statementTimeoutMs,
  });
  shutdown.onStop('PostgreSQL pool for reads', () => reading.end());

  poolMetrics(registry, { writes: writing, reads: reading });

  let storeAnswers = (): boolean => false;
  let waitsForOther = false;
  let receiving: AccessLogService | undefined = undefined;
  const bulkhead = new RequestBulkhead(limits.reads);
  const circuit = new Circuit(() => true);
  resilienceMetrics(registry, { bulkheads: { reads: bulkhead }, circuits: { 'evidence-reads': circuit } });
  const reader = new PostgresEvidenceReader(reading, circuit);
  const http = await serveHttp(
    readApi({
      reader,
      now: () => new Date(),
      log,
      bulkhead,
      healthz,
      readyz: readyz({
        'other-comparator-to-stop': () => !waitsForOther,
        store: () => storeAnswers(),
        exchanges: () => receiving !== undefined,
      }),
      metrics: metricsHandler(registry, log),
      measure: httpMetrics(registry),
    }),
    {
      host,
      port: readPort,
      name: 'The read API',
      portVariable: 'UMBRA_READ_PORT',
      maxConnections: limits.reads.connections,
      registry,
    },
  );
  shutdown.onStop('read API', () => http.close());

  const soleWriter = await becomeSoleWriter({
    databaseUrl,
    log,
    onWait: () => {
      waitsForOther = true;
    },
  });
  waitsForOther = false;
  shutdown.onStop('lock on the database', () => soleWriter.close());

  const store = new PostgresEvidenceStore(writing);
  const writer = randomUUID();
  const recovered = await recoverStore(store, { databaseUrl, writer, limits }, log);

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
    writer,
  });
  const {
    pipeline,
    ledger,
    hear,
    pairs,
    strangers,
    histories,
    admission,
    evidence,
    generated,
    heldBodies,
    flush,
  } = assembly;
  storeAnswers = () => flush.failures === 0;

  const queue = new IngestQueue(limits.ingestQueueBytes, () => receiving?.resume());
  const engine = new Engine({
    pipeline,
    queue,
    flush,
    hear,
    log,
    nowMs: () => performance.now(),
    onFlushed: metrics.flushed,
    onFlushFailed: metrics.flushFailed,
    onSuperseded: (error) => {
      log.error('What this comparator counts is refused; stopping', { error });
      const stopped = shutdown.stop('superseded').then(() => process.exit(1));
      background(stopped, log, 'Stopping');
    },
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

  const audit = new Audit({
    reader,
    migrations: () => migrations.names,
    onEquation: metrics.disagreement,
    onState: metrics.reconciled,
    log,
  });
  audit.start();
  shutdown.onStop('audit of the ledger', () => audit.stop());

  levels = () => ({
    streams: receiver.streams,
    ingestQueueExchanges: queue.length,
    ingestQueueBytes: queue.bytes,
    waitingHalves: pairs.size,
    waitingHalvesBytes: pairs.bytes,
    heldPairs: admission.held,
    heldBodiesBytes: heldBodies.bytes,
    unknownMigrationPairs: strangers.size,
    rememberedWrites: histories.rememberedWrites,
    taintedKeys: histories.taintedKeys,
    generatedValues: generated.size,
    generatedContradictions: generated.contradictions,
    seeds: ledger.seeds,
    pendingRows: evidence.rows,
  });
  return { exchangesPort: service.port, readPort: http.port };
}

interface RecoveryInput {
  readonly databaseUrl: string;
  readonly writer: string;
  readonly limits: Limits;
}

/** Waits for PostgreSQL as long as it takes: without it nobody knows what was counted before. */
async function recoverStore(
  store: PostgresEvidenceStore,
  { databaseUrl, writer, limits }: RecoveryInput,
  log: Log,
): Promise<Recovered> {
  const backOff = new BackOff(limits.retries);
  for (;;) {
    try {
      const directory = storeRevisionsDirectory;
      await applyStoreRevisions({ databaseUrl, schema: comparatorSchema, directory, log });
      return await store.recover(limits.maxSeeds, writer);
    } catch (error) {
      if (error instanceof StoreRevisionError) throw error;
      log.warn('Evidence cannot be stored yet; trying again', { error });
      await delay(backOff.nextMs());
    }
  }
}
