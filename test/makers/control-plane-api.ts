import { onTestFinished } from 'vitest';
import { createApi } from '../../control-plane/adapters/http/api.ts';
import { ComparatorClient } from '../../control-plane/adapters/http/comparator-client.ts';
import { cycleOperations } from '../../control-plane/adapters/http/cycle-operations.ts';
import { evidenceOperations } from '../../control-plane/adapters/http/evidence-operations.ts';
import { migrationOperations } from '../../control-plane/adapters/http/migration-operations.ts';
import { mirrorOperations } from '../../control-plane/adapters/http/mirror-operations.ts';
import { dashboardDirectory } from '../../control-plane/adapters/http/page.ts';
import { ruleOperations } from '../../control-plane/adapters/http/rule-operations.ts';
import { serviceOperations } from '../../control-plane/adapters/http/service-operations.ts';
import { InMemoryMigrationStore } from '../../control-plane/migration/in-memory-migration-store.ts';
import type { Problem } from '../../control-plane/migration/problem.ts';
import { MirrorHistory } from '../../control-plane/status/mirror-history.ts';
import { Steering } from '../../control-plane/steering/steering.ts';
import { serveHttp } from '../../platform/http/serve-http.ts';
import { createMetrics } from '../../platform/metrics/metrics.ts';
import { RequestBulkhead, type BulkheadLimits } from '../../platform/resilience/request-bulkhead.ts';
import { capturedLog } from './captured-log.ts';

/** Parts of the API's answers that tests look into; each answer has some of them. */
export interface AnswerBody {
  readonly mirror: { readonly percent: number; readonly halted: boolean };
  readonly revision: number;
  readonly stored: boolean;
  readonly errors: readonly Problem[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, { readonly required: readonly string[] }>>;
  };
  readonly url: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: AnswerBody;
}

export interface Call {
  readonly body?: unknown;
  /** Sent as it is, with this content type. */
  readonly raw?: { readonly type: string; readonly text: string };
  readonly headers?: Record<string, string>;
}

/** Sends one request. */
export async function send(
  origin: string,
  method: string,
  path: string,
  { body, raw, headers = {} }: Call = {},
): Promise<Answer> {
  const content =
    raw ?? (body === undefined ? undefined : { type: 'application/json', text: JSON.stringify(body) });
  const response = await fetch(origin + path, {
    method,
    headers: { ...headers, ...(content !== undefined && { 'content-type': content.type }) },
    ...(content !== undefined && { body: content.text }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') === true && text !== '';
  const json = (isJson ? JSON.parse(text) : undefined) as AnswerBody;
  return { status: response.status, headers: response.headers, text, json };
}

export interface StartApiOptions {
  readonly comparatorUrl?: string;
  /** Whether the store was read once. */
  readonly read?: boolean;
  readonly ofEachLane?: BulkheadLimits;
}

/** The API over a store in memory, on a port of its own, until the test is finished. */
export async function startApi({
  comparatorUrl = 'http://127.0.0.1:1',
  read = true,
  ofEachLane = { running: 10, waiting: 10 },
}: StartApiOptions = {}) {
  const { log, lines } = capturedLog('debug');
  const store = new InMemoryMigrationStore(() => new Date(0));
  const steering = new Steering({
    store,
    now: () => new Date(0),
    publish: () => undefined,
    whyNotServable: () => undefined,
    onStoreChange: () => undefined,
  });
  if (read) await steering.refresh();
  const registry = createMetrics('test');
  const comparator = new ComparatorClient({
    url: comparatorUrl,
    timeoutMs: 300,
    maxBytes: 100_000,
    maxConcurrent: 32,
  });
  const operations = [
    ...migrationOperations(steering, { store, comparator }),
    ...ruleOperations(steering, comparator),
    ...cycleOperations(steering),
    ...mirrorOperations({
      steering,
      history: new MirrorHistory(),
      envoys: () => [],
      publishProblem: () => undefined,
    }),
    ...evidenceOperations(steering, comparator),
    ...serviceOperations({ readiness: { store: () => steering.storeReachable }, registry, log }),
  ];
  const lanes = {
    reads: new RequestBulkhead(ofEachLane),
    changes: new RequestBulkhead(ofEachLane),
    halts: new RequestBulkhead(ofEachLane),
  };
  const app = createApi({ operations, lanes, pageDirectory: dashboardDirectory, registry, log });
  const served = await serveHttp(app, {
    host: '127.0.0.1',
    port: 0,
    name: 'The API',
    portVariable: 'UMBRA_API_PORT',
    maxConnections: 1_000,
    registry,
  });
  onTestFinished(served.close);
  const origin = `http://127.0.0.1:${served.port}`;
  const call = (method: string, path: string, options?: Call) => send(origin, method, path, options);
  return { origin, call, store, steering, lines, app };
}
