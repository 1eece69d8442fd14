import { onTestFinished } from 'vitest';
import { readApi } from '../../comparator/adapters/http/read-api.ts';
import type { EvidenceReader } from '../../comparator/findings/evidence-store.ts';
import { defaultJudgeLimits } from '../../comparator/verdict/levels.ts';
import type { WatchedMigration } from '../../comparator/watch/watched-migration.ts';
import { serveHttp } from '../../platform/http/serve-http.ts';
import { createMetrics } from '../../platform/metrics/metrics.ts';
import { healthz, readyz } from '../../platform/ready/readiness.ts';
import { RequestBulkhead, type BulkheadLimits } from '../../platform/resilience/request-bulkhead.ts';
import { silentLog as log } from './silent-log.ts';

/** The comparator's read API over a store, not ready, on a port of its own until the test is finished. */
export async function startReadApi(
  reader: EvidenceReader,
  {
    now = new Date(0),
    limits = { running: 8, waiting: 8 },
    watched = [],
  }: { now?: Date; limits?: BulkheadLimits; watched?: readonly WatchedMigration[] } = {},
): Promise<number> {
  const app = readApi({
    reader,
    watched: (name) => watched.find((migration) => migration.name === name),
    sampleOf: () => undefined,
    judgeLimits: defaultJudgeLimits,
    now: () => now,
    log,
    bulkhead: new RequestBulkhead(limits),
    healthz,
    readyz: readyz({ store: () => false }),
    metrics: (_, response) => response.end('metrics'),
    measure: () => undefined,
  });
  const service = await serveHttp(app, {
    host: '127.0.0.1',
    port: 0,
    name: 'The read API',
    portVariable: 'UMBRA_READ_PORT',
    maxConnections: 100,
    registry: createMetrics('test'),
  });
  onTestFinished(service.close);
  return service.port;
}
