/**
 * A process of its own that is both upstreams, primary and shadow, each on a port: every request is answered with the same
 * 0.9 KB of JSON. It reads no more of a request than its end, for its CPU time is taken from the proxy that is measured.
 */
import { createServer, type AddressInfo, type Server } from 'node:net';

/** Said once, when both ports are open. */
export interface UpstreamPorts {
  readonly primary: number;
  readonly shadow: number;
}

/** The answer to any message of the parent's: requests seen since the start. */
export interface UpstreamCounts {
  readonly primary: number;
  readonly shadow: number;
}

const body = JSON.stringify({
  id: 4711,
  status: 'shipped',
  customer: { id: 17, name: 'Ada Byron', tier: 'gold' },
  items: Array.from({ length: 8 }, (_, index) => ({
    sku: `sku-${1_000 + index}`,
    title: `An article of some kind, number ${index}`,
    quantity: index + 1,
    price: '10.50',
  })),
  total: '378.00',
});

const answer = Buffer.from(
  [
    'HTTP/1.1 200 OK',
    'Content-Type: application/json',
    'Cache-Control: no-store',
    'Date: Thu, 26 Nov 2026 10:00:00 GMT',
    `Content-Length: ${Buffer.byteLength(body)}`,
    '',
    body,
  ].join('\r\n'),
);

const seen = { primary: 0, shadow: 0 };

const primary = await listen('primary');
const shadow = await listen('shadow');
process.on('message', () => process.send?.({ ...seen } satisfies UpstreamCounts));
process.on('disconnect', () => {
  process.exit();
});
process.send?.({ primary, shadow } satisfies UpstreamPorts);

/** Requests have no body and Envoy does not pipeline: what ends in an empty line is one whole request. */
async function listen(role: keyof typeof seen): Promise<number> {
  const server: Server = createServer({ noDelay: true }, (socket) => {
    let tail = '';
    socket.on('data', (chunk) => {
      tail = (tail + chunk.toString('latin1', Math.max(0, chunk.length - 4))).slice(-4);
      if (tail !== '\r\n\r\n') return;
      seen[role] += 1;
      socket.write(answer);
    });
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
