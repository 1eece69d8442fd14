import type { IncomingMessage, ServerResponse } from 'node:http';
import { collectDefaultMetrics, Registry } from 'prom-client';
import type { Log } from '../log/logger.ts';
import { background } from '../shutdown/background.ts';

export type RequestHandler = (request: IncomingMessage, response: ServerResponse) => void;

/** A registry with the process's own metrics (memory, CPU, event loop), every one labelled with the service. */
export function createMetrics(service: string): Registry {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  collectDefaultMetrics({ register: registry });
  return registry;
}

/** `GET /metrics` in Prometheus' text format. */
export function metricsHandler(registry: Registry, log: Log): RequestHandler {
  return (_request, response) => {
    const answer = async (): Promise<void> => {
      try {
        const text = await registry.metrics();
        response.writeHead(200, { 'content-type': registry.contentType }).end(text);
      } catch (error) {
        response
          .writeHead(500, { 'content-type': 'text/plain' })
          .end('The metrics could not be collected; the log says why.\n');
        throw error;
      }
    };
    background(answer(), log, 'Collecting metrics');
  };
}
