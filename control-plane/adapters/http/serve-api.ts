import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Express } from 'express';

export interface ServedApi {
  readonly port: number;
  /** Answers what is under way, and closes. */
  readonly close: () => Promise<void>;
}

const maxConnections = 2_000;

/** @throws when the port is in use or the host is not of this machine. */
export async function serveApi(
  app: Express,
  { host, port }: { host: string; port: number },
): Promise<ServedApi> {
  const server = createServer(
    { requestTimeout: 30_000, headersTimeout: 10_000, keepAliveTimeout: 10_000 },
    (request, response) => {
      // An express application is a request listener; its type says only that it can be called.
      (app as (...args: unknown[]) => void)(request, response);
    },
  );
  server.maxConnections = maxConnections;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => {
      reject(
        new Error(`Cannot serve the API on ${host}:${port}: ${cause.message}. Is the port in use?`, {
          cause,
        }),
      );
    });
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      const closed = new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
      });
      server.closeIdleConnections();
      await closed;
    },
  };
}
