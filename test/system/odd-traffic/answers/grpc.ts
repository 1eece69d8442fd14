import { gzipSync } from 'node:zlib';
import type { OddAnswer, OddResponse } from './odd-answer.ts';

/** A message as it goes over the wire: flag and length, then its bytes. */
function message(bytes: Buffer | string, compressed = false): Buffer {
  const prefix = Buffer.alloc(5);
  prefix.writeUInt8(compressed ? 1 : 0);
  prefix.writeUInt32BE(Buffer.byteLength(bytes), 1);
  return Buffer.concat([prefix, Buffer.from(bytes)]);
}

function answer(
  response: OddResponse,
  messages: readonly Buffer[],
  status = '0',
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(200, { 'content-type': 'application/grpc', ...headers });
  for (const one of messages) response.write(one);
  response.addTrailers({ 'grpc-status': status });
  response.end();
}

/** The methods of the service `odd.Grpc`. */
export const grpcAnswers: Readonly<Record<string, OddAnswer>> = {
  Echo: async ({ body, planted }, response) => {
    const upload = await body();
    const messages: Buffer[] = [];
    for (let at = 0; at < upload.length; at += 5 + upload.readUInt32BE(at + 1)) {
      const sent = upload.subarray(at + 5, at + 5 + upload.readUInt32BE(at + 1));
      messages.push(message(planted ? sent.subarray(0, -1) : sent));
    }
    answer(response, messages);
  },
  Stream: async ({ body, planted }, response) => {
    await body();
    answer(
      response,
      Array.from({ length: planted ? 9 : 10 }, (_, index) => message(`event ${index}`)),
    );
  },
  Nothing: async ({ body, planted }, response) => {
    await body();
    answer(response, [message(planted ? 'something' : '')]);
  },
  Find: async ({ body, planted }, response) => {
    await body();
    if (!planted) {
      answer(response, [message('found')]);
      return;
    }
    // No message and no trailers: the status is among the headers ("Trailers-Only").
    response.setHeader('content-type', 'application/grpc');
    response.setHeader('grpc-status', '5');
    response.end();
  },
  Failing: async ({ body, planted }, response) => {
    await body();
    answer(response, [message('first'), message('second')], planted ? '13' : '0');
  },
  Compressed: async ({ body, side, planted }, response) => {
    await body();
    const squeezed = gzipSync(planted ? 'squeezed '.repeat(99) : 'squeezed '.repeat(100), {
      level: side === 'shadow' ? 1 : 9,
    });
    answer(response, [message(squeezed, true)], '0', { 'grpc-encoding': 'gzip' });
  },
  Large: async ({ body, planted }, response) => {
    await body();
    answer(response, [message('small'), message(`${planted ? 'other' : 'large'} ${'x'.repeat(200_000)}`)]);
  },
};
