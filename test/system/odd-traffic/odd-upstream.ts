import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import {
  createServer as createHttp2Server,
  type Http2ServerRequest,
  type Http2ServerResponse,
} from 'node:http2';
import net, { type AddressInfo } from 'node:net';
import { bodyAnswers } from './answers/bodies.ts';
import { codedAnswers } from './answers/codings.ts';
import { conditionalAnswers } from './answers/conditions.ts';
import { framedAnswers } from './answers/framing.ts';
import { grpcAnswers } from './answers/grpc.ts';
import { date, type OddAnswer, type OddResponse } from './answers/odd-answer.ts';
import { timedAnswers } from './answers/times.ts';

export interface OddUpstream {
  readonly port: number;
  close(): Promise<void>;
}

type AnyRequest = IncomingMessage | Http2ServerRequest;
type AnyResponse = ServerResponse | Http2ServerResponse;

const oddAnswers: Readonly<Record<string, OddAnswer>> = {
  ...bodyAnswers,
  ...conditionalAnswers,
  ...codedAnswers,
  ...framedAnswers,
  ...timedAnswers,
};

/** The preface every HTTP/2 connection begins with (RFC 9113, 3.4). */
const http2Preface = 'PRI';

/** A server of odd answers that speaks HTTP/1 and, with prior knowledge, HTTP/2 on one port, as Envoy's listener does. */
export async function startOddUpstream(side: 'primary' | 'shadow'): Promise<OddUpstream> {
  /** Tenants whose first attempt was refused. */
  const refused = new Set<string>();
  const sockets = new Set<net.Socket>();

  const handle = (request: AnyRequest, response: AnyResponse): void => {
    const tenant = String(request.headers['x-tenant-id']);
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    response.setHeader('date', date);
    const segments = (request.url ?? '')
      .replace(/\?.*$/s, '')
      .replace(/^[a-z]+:\/\/[^/]*/, '')
      .split('/');
    if (segments[1] === 'flaky' && side === 'primary' && !refused.has(tenant)) {
      refused.add(tenant);
      response.writeHead(409);
      response.end();
      return;
    }
    if (segments[1] === 'upgrade') {
      response.end('no other protocol');
      return;
    }
    const { answer, variant } = answerTo(segments);
    const trailers = () => request.trailers;
    void answer?.(
      {
        side,
        method: request.method ?? '',
        headers: request.headers,
        get trailers() {
          return trailers();
        },
        body: () => readAll(request),
        planted: side === 'shadow' && variant === 'planted',
      },
      withRaw(response),
    );
  };

  const http1 = createServer({ maxHeaderSize: 2 * 1024 * 1024, keepAliveTimeout: 60_000 }, handle);
  http1.maxHeadersCount = 0;
  http1.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    if (request.url === '/unexpected') {
      response.writeHead(417, { date }).end();
      return;
    }
    response.writeContinue();
    handle(request, response);
  });
  // Written by hand, so that what follows the handshake is an echo of bytes.
  http1.on('upgrade', (request, socket) => {
    socket.on('error', () => undefined);
    if (request.headers.upgrade !== 'websocket') {
      socket.end(`HTTP/1.1 200 OK\r\ndate: ${date}\r\nContent-Length: 17\r\n\r\nno other protocol`);
      return;
    }
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\ndate: ${date}\r\n\r\n`,
    );
    socket.pipe(socket);
  });
  const http2 = createHttp2Server({ maxHeaderListPairs: 2_000 }, handle);
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    socket.once('data', (first: Buffer) => {
      socket.pause();
      socket.unshift(first);
      const isHttp2 = first.toString('latin1', 0, http2Preface.length) === http2Preface;
      (isHttp2 ? http2 : http1).emit('connection', socket);
      process.nextTick(() => socket.resume());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** `/<answer>/<variant>`, and `/odd.Grpc/<answer>/<variant>` for gRPC. */
function answerTo([, first = '', second = '', third]: readonly string[]): {
  readonly answer: OddAnswer | undefined;
  readonly variant: string | undefined;
} {
  return first === 'odd.Grpc'
    ? { answer: grpcAnswers[second], variant: third }
    : { answer: oddAnswers[first] ?? oddAnswers['echo'], variant: second };
}

async function readAll(request: AnyRequest): Promise<Buffer> {
  const chunks: Buffer[] = [];
  // A client that leaves is part of what is tested.
  try {
    for await (const chunk of request) chunks.push(chunk as Buffer);
  } catch {
    return Buffer.concat(chunks);
  }
  return Buffer.concat(chunks);
}

function withRaw(response: AnyResponse): OddResponse {
  return Object.assign(response, {
    raw: (bytes: string) => {
      response.socket?.end(bytes);
    },
  }) as OddResponse;
}
