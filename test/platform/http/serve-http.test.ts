import { connect, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { serveHttp } from '../../../platform/http/serve-http.ts';
import { createMetrics } from '../../../platform/metrics/metrics.ts';
import { until } from '../../makers/until.ts';

async function start(maxConnections: number, port = 0) {
  const registry = createMetrics('test');
  const options = {
    host: '127.0.0.1',
    name: 'The API',
    portVariable: 'UMBRA_API_PORT',
    maxConnections,
    registry,
  };
  const service = await serveHttp((_, response) => response.end(), { ...options, port });
  onTestFinished(service.close);
  return { port: service.port, metrics: () => registry.metrics() };
}

function open(port: number): Socket {
  const socket = connect({ host: '127.0.0.1', port });
  socket.on('error', () => undefined);
  onTestFinished(() => {
    socket.destroy();
  });
  return socket;
}

test('closes a connection over the bound, and counts it', async () => {
  const { port, metrics } = await start(2);
  open(port);
  open(port);
  await until('two are open', async () => /umbra_http_connections\{[^}]*\} 2/.test(await metrics()));
  const third = open(port);
  await until('the third is closed', () => third.destroyed);
  expect(await metrics()).toMatch(/umbra_http_connections_refused_total\{[^}]*\} 1/);
});

test('says what to do about a port that is taken', async () => {
  const { port } = await start(2);
  await expect(start(2, port)).rejects.toThrow(
    /The API cannot listen on 127\.0\.0\.1:\d+\. Set UMBRA_API_PORT/,
  );
});

test.each([
  ['nonsense', 'NONSENSE\r\n\r\n', 400],
  ['headers over the bound', `GET / HTTP/1.1\r\nhost: a\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`, 431],
])('refuses %s as a problem, and closes', async (_, sent, status) => {
  const socket = open((await start(2)).port);
  const parts: Buffer[] = [];
  socket.on('data', (part: Buffer) => parts.push(part));
  socket.write(sent);
  await until('it is closed', () => socket.destroyed);
  const [head = '', body = ''] = Buffer.concat(parts).toString().split('\r\n\r\n');
  expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} [^]*content-type: application/problem\\+json`));
  expect(JSON.parse(body)).toMatchObject({ type: 'about:blank', status });
});
