import { expect, test } from 'vitest';
import { announceReady, healthz, readyz } from '../../../platform/ready/readiness.ts';
import { capturedLog } from '../../makers/captured-log.ts';
import { httpServer } from '../../makers/http-server.ts';

test('a process that answers is healthy', async () => {
  const response = await fetch(await httpServer(healthz));
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ status: 'ok' });
});

test('a service is ready when all it needs is there, and names what is missing until then', async () => {
  let connected = false;
  const url = await httpServer(readyz({ postgres: () => connected, migrations: () => true }));
  const early = await fetch(url);
  expect(early.status).toBe(503);
  expect(await early.json()).toEqual({ status: 'not-ready', waitingFor: ['postgres'] });
  connected = true;
  const later = await fetch(url);
  expect(later.status).toBe(200);
  expect(await later.json()).toEqual({ status: 'ready' });
});

test('readiness is announced in one line with the ports', () => {
  const { log, lines } = capturedLog();
  announceReady(log, { apiPort: 8080, xdsPort: 18_000 });
  expect(lines).toEqual([
    expect.objectContaining({ event: 'ready', service: 'test', apiPort: 8080, xdsPort: 18_000 }),
  ]);
});
