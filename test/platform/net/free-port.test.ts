import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { freePort, freePorts } from '../../../platform/net/free-port.ts';

async function busyPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(
    () =>
      new Promise((resolve) =>
        server.close(() => {
          resolve();
        }),
      ),
  );
  return (server.address() as { port: number }).port;
}

test('a busy port is named, with what it is for and the option that changes it', async () => {
  const port = await busyPort();
  await expect(freePort({ port, purpose: 'the API', option: '--api-port' })).rejects.toThrow(
    `Port ${port}, wanted for the API, is in use. Stop what listens there, or choose another port with --api-port.`,
  );
});

test('all busy ports are named at once', async () => {
  const [first, second] = [await busyPort(), await busyPort()];
  const wanted = [first, 0, second].map((port) => ({ port, purpose: 'a test', option: '--port' }));
  await expect(freePorts(wanted)).rejects.toMatchObject({ name: 'PortBusyError', ports: [first, second] });
});

test('0 means any free ports, all different', async () => {
  const ports = await freePorts(
    Array.from({ length: 20 }, () => ({ port: 0, purpose: 'a test', option: '--port' })),
  );
  expect(new Set(ports).size).toBe(20);
  expect(ports).not.toContain(0);
});

test('a port that is found free can be listened on', async () => {
  const port = await freePort({ port: 0, purpose: 'a test', option: '--port' });
  expect(await freePort({ port, purpose: 'a test', option: '--port' })).toBe(port);
});

test("an address that is not this machine's says so", async () => {
  await expect(
    freePort({ port: 0, host: '192.0.2.1', purpose: 'the listener', option: '--listener-port' }),
  ).rejects.toThrow(/Cannot listen on 192\.0\.2\.1:0, wanted for the listener/);
});
