import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Upstream {
  readonly port: number;
  /** Requests that arrived whole, by the value of the header a test names them with. */
  readonly seen: Map<string, number>;
  close(): Promise<void>;
}

export type Answer = (request: IncomingMessage, body: Buffer, response: ServerResponse) => void;

/** A real HTTP server on loopback that reads each request whole and then answers. */
export async function startUpstream(answer: Answer, seenBy = 'x-tenant-id'): Promise<Upstream> {
  const seen = new Map<string, number>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('error', () => undefined);
    request.on('end', () => {
      const name = request.headers[seenBy];
      if (typeof name === 'string') seen.set(name, (seen.get(name) ?? 0) + 1);
      answer(request, Buffer.concat(chunks), response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    seen,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

export function json(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}
