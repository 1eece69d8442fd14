/**
 * A process of its own that sends requests through some connections, the next one on each as soon as its answer is there.
 * Bytes are written and read as they are: an HTTP client would take as much CPU as the proxy that is measured.
 */
import { connect } from 'node:net';

/** What the parent asks for; the answer is a `ClosedLoopResult`. */
export interface ClosedLoopOrder {
  readonly port: number;
  readonly requests: number;
  readonly connections: number;
}

export type ClosedLoopResult = { readonly milliseconds: number } | { readonly error: string };

/** Requests come from this many tenants. */
const tenants = 1_000;

process.on('message', (order: ClosedLoopOrder) => {
  const started = performance.now();
  send(order).then(
    () => process.send?.({ milliseconds: performance.now() - started } satisfies ClosedLoopResult),
    (error: unknown) => process.send?.({ error: String(error) } satisfies ClosedLoopResult),
  );
});
process.on('disconnect', () => {
  process.exit();
});

async function send({ port, requests, connections }: ClosedLoopOrder): Promise<void> {
  let sent = 0;
  const next = (): string | undefined => (sent < requests ? request(sent++) : undefined);
  await Promise.all(Array.from({ length: connections }, () => converse(port, next)));
}

function request(index: number): string {
  return [
    `GET /orders/${index}?expand=items HTTP/1.1`,
    'Host: shop.example',
    'User-Agent: umbra-bench',
    'Accept: application/json',
    'Accept-Encoding: identity',
    `X-Tenant-Id: tenant-${index % tenants}`,
    '\r\n',
  ].join('\r\n');
}

/** One connection, until `next` has nothing more to send. */
function converse(port: number, next: () => string | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    let received: Buffer = Buffer.alloc(0);
    const sendNext = (): void => {
      const bytes = next();
      if (bytes === undefined) socket.end();
      else socket.write(bytes, 'latin1');
    };
    socket.on('connect', sendNext);
    socket.on('data', (chunk) => {
      received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
      const length = answerLength(received);
      if (length === undefined || received.length < length) return;
      if (received.length > length) socket.destroy(new Error('more came than was asked for'));
      received = Buffer.alloc(0);
      sendNext();
    });
    socket.on('error', reject);
    socket.on('close', () => {
      if (received.length > 0) reject(new Error('an answer was cut'));
      resolve();
    });
  });
}

/** Bytes of the whole answer, once its head is there. */
function answerLength(received: Buffer): number | undefined {
  const headLength = received.indexOf('\r\n\r\n') + 4;
  if (headLength < 4) return undefined;
  const head = received.toString('latin1', 0, headLength);
  const bodyLength = /^HTTP\/1\.1 200 .*\r\ncontent-length: (\d+)\r\n/is.exec(head)?.[1];
  if (bodyLength === undefined) throw new Error(`an answer that was not expected: ${head}`);
  return headLength + Number(bodyLength);
}
