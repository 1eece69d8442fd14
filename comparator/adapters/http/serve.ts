import type { Express } from 'express';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export class ReadPortError extends Error {
  override readonly name = 'ReadPortError';
}

export interface HttpService {
  readonly port: number;
  close(): Promise<void>;
}

export async function serve(app: Express, host: string, port: number): Promise<HttpService> {
  const server = createServer(app);
  await listen(server, host, port);
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => {
          if (error === undefined) resolve();
          else reject(error);
        });
        server.closeIdleConnections();
      }),
  };
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      const remedy = 'Set UMBRA_READ_PORT to a free port, or stop what listens there.';
      reject(new ReadPortError(`The read API cannot listen on ${host}:${port}. ${remedy}`, { cause }));
    });
    server.listen(port, host, resolve);
  });
}
