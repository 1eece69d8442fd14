import { request } from 'node:http';
import { Counter } from 'prom-client';
import { expect, test } from 'vitest';
import { httpMetrics } from '../../../platform/metrics/http-metrics.ts';
import { createMetrics, metricsHandler } from '../../../platform/metrics/metrics.ts';
import { capturedLog } from '../../makers/captured-log.ts';
import { httpServer } from '../../makers/http-server.ts';
import { silentLog as log } from '../../makers/silent-log.ts';
import { until } from '../../makers/until.ts';

test("metrics are served as text, with the process's own and the service as a label", async () => {
  const url = await httpServer(metricsHandler(createMetrics('comparator'), log));
  const response = await fetch(url);
  expect(response.headers.get('content-type')).toContain('text/plain');
  const text = await response.text();
  expect(text).toMatch(/^process_cpu_seconds_total\{service="comparator"\} \d/m);
});

test('a metric that cannot be collected answers 500 and is logged, and the service goes on', async () => {
  const { log: captured, lines } = capturedLog();
  const registry = createMetrics('comparator');
  registry.registerMetric(
    new Counter({
      name: 'broken_total',
      help: 'throws',
      registers: [],
      collect: () => {
        throw new Error('cannot count');
      },
    }),
  );
  const url = await httpServer(metricsHandler(registry, captured));
  expect((await fetch(url)).status).toBe(500);
  expect((await fetch(url)).status).toBe(500);
  expect(lines[0]).toMatchObject({ level: 'error', error: { message: 'cannot count' } });
});

test('requests are counted by method, route template and status, with their duration', async () => {
  const registry = createMetrics('control-plane');
  const observe = httpMetrics(registry);
  const url = await httpServer((incoming, response) => {
    observe(incoming, response, () =>
      incoming.url?.startsWith('/v1/migrations/') === true ? '/v1/migrations/:name' : undefined,
    );
    response.writeHead(incoming.url === '/nowhere' ? 404 : 200).end();
  });
  for (const path of ['/v1/migrations/a', '/v1/migrations/b', '/nowhere']) await fetch(url + path);
  const text = await registry.metrics();
  expect(text).toContain(
    'umbra_http_requests_total{method="GET",route="/v1/migrations/:name",status="200",service="control-plane"} 2',
  );
  expect(text).toContain(
    'umbra_http_requests_total{method="GET",route="unmatched",status="404",service="control-plane"} 1',
  );
  expect(text).toContain(
    'umbra_http_request_duration_seconds_count{service="control-plane",method="GET",route="/v1/migrations/:name"} 2',
  );
  expect(text).toContain('umbra_http_requests_in_flight{service="control-plane"} 0');
});

test('a request whose client left before the answer is counted as aborted', async () => {
  const registry = createMetrics('control-plane');
  const observe = httpMetrics(registry);
  let arrive: () => void = () => undefined;
  const arrived = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  const url = await httpServer((incoming, response) => {
    observe(incoming, response, () => '/slow');
    arrive();
  });
  const client = request(url).on('error', () => undefined);
  client.end();
  await arrived;
  client.destroy();
  await until('the count', async () => (await registry.metrics()).includes('route="/slow",status="aborted"'));
});
