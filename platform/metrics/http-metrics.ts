import type { IncomingMessage, ServerResponse } from 'node:http';
import { Counter, Gauge, Histogram } from 'prom-client';
import type { Registry } from 'prom-client';

/**
 * Rate, errors and duration of HTTP requests. Returns a function to call once per request, when it comes in.
 * `routeOf` is asked when the answer is done, and must return a template (`/v1/migrations/:name`), never a path with values
 * in it: each new label value is memory for good. Undefined is counted as `unmatched`.
 */
export function httpMetrics(
  registry: Registry,
): (request: IncomingMessage, response: ServerResponse, routeOf: () => string | undefined) => void {
  const requests = new Counter({
    name: 'umbra_http_requests_total',
    help: 'HTTP requests answered, or given up by the client (status "aborted")',
    labelNames: ['method', 'route', 'status'],
    registers: [registry],
  });
  const duration = new Histogram({
    name: 'umbra_http_request_duration_seconds',
    help: 'Time from the request coming in to its answer being handed to the network',
    labelNames: ['method', 'route'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });
  const inFlight = new Gauge({
    name: 'umbra_http_requests_in_flight',
    help: 'HTTP requests being answered now',
    registers: [registry],
  });

  return (request, response, routeOf) => {
    const stopTimer = duration.startTimer();
    inFlight.inc();
    response.once('close', () => {
      const method = request.method ?? 'unknown';
      const route = routeOf() ?? 'unmatched';
      inFlight.dec();
      stopTimer({ method, route });
      requests.inc({
        method,
        route,
        status: response.writableFinished ? String(response.statusCode) : 'aborted',
      });
    });
  };
}
