import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { untilAccepting } from '../../../platform/net/accepting.ts';
import { freePort } from '../../../platform/net/free-port.ts';

const wanted = { port: 0, purpose: 'a test', option: '--port' };

test('waits for a listener that opens later', async () => {
  const port = await freePort(wanted);
  const server = createServer();
  onTestFinished(() => {
    server.close();
  });
  const accepting = untilAccepting({ host: '127.0.0.1', port }, 5_000);
  server.listen(port, '127.0.0.1');
  expect(await accepting).toBe(true);
});

test('gives up on one that does not open', async () => {
  expect(await untilAccepting({ host: '127.0.0.1', port: await freePort(wanted) }, 100)).toBe(false);
});
