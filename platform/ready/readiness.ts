import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Log } from '../log/logger.ts';

/** Each check says whether one thing the service needs is there now. It must answer from memory, at once. */
export type ReadinessChecks = Readonly<Record<string, () => boolean>>;

/**
 * The one line a service prints when it can serve, which the CLI and the tests wait for:
 * `{"event":"ready","service":…,"apiPort":8080, …}`.
 */
export function announceReady(log: Log, ports: Readonly<Record<string, number>>): void {
  log.info('Ready', { event: 'ready', ...ports });
}

/** `GET /healthz`: 200 as long as the process answers at all; a failure here means that it should be restarted. */
export function healthz(_request: IncomingMessage, response: ServerResponse): void {
  answer(response, 200, { status: 'ok' });
}

/** `GET /readyz`: 200, or 503 naming what is waited for; a failure here means that it should get no requests now. */
export function readyz(
  checks: ReadinessChecks,
): (request: IncomingMessage, response: ServerResponse) => void {
  return (_request, response) => {
    const waitingFor = Object.keys(checks).filter((name) => checks[name]?.() !== true);
    const ready = waitingFor.length === 0;
    answer(response, ready ? 200 : 503, ready ? { status: 'ready' } : { status: 'not-ready', waitingFor });
  };
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}
