import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Counter, Gauge, type Registry } from 'prom-client';

export interface ServeHttpOptions {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  /** What is served, for the error: `The API`. */
  readonly name: string;
  /** The environment variable that changes the port, for the error. */
  readonly portVariable: string;
  /** One more is closed as soon as it opens, and counted. */
  readonly maxConnections: number;
  readonly registry: Registry;
}

export interface HttpService {
  readonly port: number;
  /** Answers what is under way, and closes. */
  readonly close: () => Promise<void>;
}

export class HttpServiceError extends Error {
  override readonly name = 'HttpServiceError';
}

/** No client holds a connection for long by sending slowly, reading slowly or not at all, or by doing nothing. */
const timeouts = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 10_000,
};
const silenceMs = 30_000;

/** Serves HTTP within bounds. @throws HttpServiceError when it cannot listen there. */
export async function serveHttp(app: RequestListener, options: ServeHttpOptions): Promise<HttpService> {
  const { host, port, name, portVariable, maxConnections, registry } = options;
  const server = createServer(timeouts, app);
  server.maxConnections = maxConnections;
  server.setTimeout(silenceMs);
  const refused = new Counter({
    name: 'umbra_http_connections_refused_total',
    help: 'Connections closed because there were too many',
    registers: [registry],
  });
  server.on('drop', () => {
    refused.inc();
  });
  let open = 0;
  server.on('connection', (socket) => {
    open += 1;
    socket.once('close', () => {
      open -= 1;
    });
  });
  new Gauge({
    name: 'umbra_http_connections',
    help: 'Connections that are open',
    registers: [registry],
    collect() {
      this.set(open);
    },
  });

  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => {
      const remedy = `Set ${portVariable} to a free port, or stop what listens there.`;
      reject(new HttpServiceError(`${name} cannot listen on ${host}:${port}. ${remedy}`, { cause }));
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
