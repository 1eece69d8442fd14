import { createServer, get, type ClientRequest, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { RequestBulkhead } from '../../../platform/resilience/request-bulkhead.ts';
import { until } from '../../makers/until.ts';

/** A server whose requests are answered by hand, in any order; `let in` are those that may begin. */
async function start(bulkhead: RequestBulkhead) {
  const letIn: ServerResponse[] = [];
  const server = createServer((request, response) => {
    bulkhead.admit(request, response, {
      begin: () => letIn.push(response),
      refuse: () => response.writeHead(503).end(),
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const send = (): { request: ClientRequest; status: Promise<number> } => {
    const request = get({ host: '127.0.0.1', port, agent: false });
    const status = new Promise<number>((resolve) => {
      request.on('error', () => {
        resolve(0);
      });
      request.on('response', (response) => {
        response.resume().on('close', () => {
          resolve(response.statusCode ?? 0);
        });
      });
    });
    return { request, status };
  };
  return { letIn, send };
}

test('lets in as many as may run, keeps some waiting in order, and refuses the rest', async () => {
  const bulkhead = new RequestBulkhead({ running: 1, waiting: 1 });
  const { letIn, send } = await start(bulkhead);
  const first = send();
  await until('the first runs', () => bulkhead.running === 1);
  const second = send();
  await until('the second waits', () => bulkhead.waiting === 1);
  expect(await send().status).toBe(503);
  expect([letIn.length, bulkhead.refused]).toEqual([1, 1]);

  letIn[0]?.end();
  expect(await first.status).toBe(200);
  await until('the second runs', () => letIn.length === 2);
  letIn[1]?.end();
  expect(await second.status).toBe(200);
  await until('all is free again', () => bulkhead.running === 0 && bulkhead.waiting === 0);
});

test('a client that leaves gives its place free, running or waiting', async () => {
  const bulkhead = new RequestBulkhead({ running: 1, waiting: 1 });
  const { letIn, send } = await start(bulkhead);
  const running = send();
  await until('one runs', () => bulkhead.running === 1);
  const waiting = send();
  await until('one waits', () => bulkhead.waiting === 1);
  waiting.request.destroy();
  expect(await waiting.status).toBe(0);
  running.request.destroy();
  await until('both are gone', () => bulkhead.running === 0 && bulkhead.waiting === 0);

  const last = send();
  await until('another is let in', () => letIn.at(-1)?.req.socket.destroyed === false);
  letIn.at(-1)?.end();
  expect(await last.status).toBe(200);
});
