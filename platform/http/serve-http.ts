import { createServer, STATUS_CODES, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
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
  server.on('clientError', refuseUnreadable);
  // A server may ignore an expectation it does not know (RFC 9110, 10.1.1); Node would answer 417 without a body.
  server.on('checkExpectation', app);
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

const statusOf: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

/** What Node could not read as a request is refused like everything else: as a problem (RFC 9457), and the connection ends. */
function refuseUnreadable(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const status = statusOf[error.code ?? ''] ?? 400;
  const title = STATUS_CODES[status] ?? 'Error';
  const detail = `The request cannot be read: ${error.message}.`;
  const body = JSON.stringify({ type: 'about:blank', title, status, detail });
  const head = [
    `HTTP/1.1 ${status} ${title}`,
    'content-type: application/problem+json',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
