/**
 * An upstream as a process of its own, so that it can be killed and stopped, and shares no event loop with who measures it.
 * Arguments: the port to answer on and the port to be told on how to behave, both 0 for any; it prints them once it listens.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Server, Socket } from 'node:net';
import { crc32 } from 'node:zlib';
import { answerTo } from './traffic.ts';
import { answers, isBehaviour, type Behaviour } from './upstream-behaviour.ts';

const [port = '0', controlPort = '0'] = process.argv.slice(2);

/** Long against an answer's usual millisecond, short enough for the mirror's places at once. */
const slowMs = 150;
const endlessChunk = Buffer.alloc(65_536, ' ');

let behaviour: Behaviour = 'healthy';
const sockets = new Set<Socket>();

const server = createServer((request, response) => {
  response.on('error', () => undefined);
  request.on('error', () => undefined);
  switch (behaviour) {
    case 'not-reading':
      return; // Without a reader, Node takes one buffer of the body off the socket and no more.
    case 'endless':
      request.resume();
      sendEndlessly(response);
      return;
    case 'healthy':
    case 'slow':
    case 'refusing':
      answerWholly(request, response, behaviour === 'slow' ? slowMs : 0);
  }
});
// Idle connections are for the other side to close; a limit of ours would look like a fault that nobody injected.
server.keepAliveTimeout = 0;
server.requestTimeout = 0;
server.on('connection', (socket) => {
  sockets.add(socket);
  socket.on('error', () => undefined);
  socket.on('close', () => sockets.delete(socket));
  if (behaviour === 'refusing') socket.resetAndDestroy();
});

const control = createServer((request, response) => {
  const wanted = request.url?.slice(1) ?? '';
  if (!isBehaviour(wanted)) {
    response.writeHead(404).end(`no such behaviour: ${wanted}`);
    return;
  }
  // What hangs would go on hanging, and a refusing upstream refuses those it knows too.
  if (!answers(behaviour) || !answers(wanted)) for (const socket of sockets) socket.resetAndDestroy();
  behaviour = wanted;
  response.end();
});

console.log(
  `listening ${JSON.stringify({ port: await listen(server, port), controlPort: await listen(control, controlPort) })}`,
);

function answerWholly(request: IncomingMessage, response: ServerResponse, delayMs: number): void {
  let bodyBytes = 0;
  let bodyDigest = 0;
  request.on('data', (chunk: Buffer) => {
    bodyBytes += chunk.length;
    bodyDigest = crc32(chunk, bodyDigest);
  });
  request.on('end', () => {
    const { method = '', url: path = '' } = request;
    const { status, contentType, body } = answerTo({ method, path, bodyBytes, bodyDigest });
    const answer = (): void => {
      response.writeHead(status, {
        ...(contentType === undefined
          ? {}
          : { 'content-type': contentType, 'content-length': String(body.length) }),
      });
      response.end(body);
    };
    if (delayMs === 0) answer();
    else setTimeout(answer, delayMs);
  });
}

function sendEndlessly(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  const send = (): void => {
    while (!response.destroyed && response.write(endlessChunk));
  };
  response.on('drain', send);
  send();
}

function listen(listener: Server, wanted: string): Promise<number> {
  return new Promise((resolve) => {
    listener.listen(Number(wanted), '127.0.0.1', () => {
      resolve((listener.address() as AddressInfo).port);
    });
  });
}
