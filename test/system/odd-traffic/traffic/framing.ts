import type { Conversation } from '../conversation.ts';
import {
  allIdentical,
  differing,
  ending,
  uncaptured,
  type OddRequest,
  type Seen,
  type Target,
} from '../odd-request.ts';
import { chunk, conversing, exchangeRaw, head, type RawParts } from '../raw-request.ts';

const megabyte = 1024 * 1024;

/** So many bytes, no two places of them alike. */
function bytesOf(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let at = 0; at + 4 <= length; at += 4) bytes.writeUInt32BE(Math.imul(at, 0x9e3779b1) >>> 0, at);
  return bytes;
}

/** A POST whose body `talk` sends, to an upstream that says what it got. */
function uploading(
  name: string,
  headers: readonly string[],
  talk: (conversation: Conversation) => Promise<void>,
): OddRequest {
  return {
    name,
    method: 'POST',
    path: '/echo',
    perform: (target) =>
      conversing(target, async (conversation) => {
        await conversation.send(head(target, { method: 'POST', headers: ['Connection: close', ...headers] }));
        await talk(conversation);
      }),
    same: allIdentical(),
    planted: differing('extra-field $.planted'),
  };
}

/** A request to an upstream that says what it got. */
function sending(name: string, parts: RawParts): OddRequest {
  return {
    name,
    method: parts.method ?? 'GET',
    path: '/echo',
    perform: (target) => exchangeRaw(target, parts),
    same: allIdentical(),
    planted: differing('extra-field $.planted'),
  };
}

/** An offer that a server may ignore, and that none of ours takes up. */
function offering(protocol: string, headers: readonly string[]): OddRequest {
  return {
    name: `an offer to go on in ${protocol}`,
    method: 'GET',
    path: '/upgrade',
    perform: (target) => exchangeRaw(target, { headers }),
    same: allIdentical(),
  };
}

/** What Envoy answers by itself: it is neither passed on nor captured. */
function refused(name: string, method: string, path: string): OddRequest {
  return {
    name,
    method,
    path,
    perform: (target) => exchangeRaw(target, { method }),
    same: uncaptured,
    refused: '404 Not Found',
  };
}

/** A number of requests on one connection, sent one after the other or at once. */
function severalOnOne(count: number, pipelined: boolean) {
  return (target: Target): Promise<readonly Seen[]> =>
    conversing(target, async (conversation) => {
      const requests = Array.from({ length: count }, (_, index) => {
        const isLast = index === count - 1;
        return head(
          { ...target, path: `${target.path}?number=${index}` },
          { headers: isLast ? ['Connection: close'] : [] },
        );
      });
      if (pipelined) {
        await conversation.send(requests.join(''));
        return;
      }
      for (const [index, request] of requests.entries()) {
        await conversation.send(request);
        await conversation.hears('}', index + 1);
      }
    });
}

/** Requests that are framed, announced or shortened in the ways HTTP/1 has for it. */
export const oddFraming: readonly OddRequest[] = [
  sending('a body with its length', { method: 'POST', body: '{"total":"10.00"}' }),
  sending('a body of all bytes', {
    method: 'PUT',
    body: Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)),
  }),
  sending('an empty body with its length', { method: 'POST', body: '' }),
  // The access log has no name for it.
  { ...sending('a method of its own', { method: 'PURGE' }), method: 'OTHER' },
  sending('TRACE', { method: 'TRACE' }),
  offering('TLS', ['Connection: Upgrade', 'Upgrade: TLS/1.2']),
  offering('HTTP/2', [
    'Connection: Upgrade, HTTP2-Settings',
    'Upgrade: h2c',
    'HTTP2-Settings: AAMAAABkAAQAAP__',
  ]),
  sending('as many headers as there may be', {
    headers: Array.from({ length: 997 }, (_, index) => `X-Many-${index}: ${index}`),
  }),
  refused('OPTIONS for the whole server', 'OPTIONS', '*'),
  refused('CONNECT', 'CONNECT', 'shop.example:443'),
  sending('DELETE with a body', { method: 'DELETE', body: '{"reason":"x"}' }),
  sending('two cookies in two fields', { headers: ['Cookie: a=1', 'Cookie: b=2'] }),
  sending('a header of 500 kB', { headers: [`X-Large: ${'l'.repeat(500_000)}`] }),
  sending('HTTP/1.0', { version: 'HTTP/1.0' }),
  {
    ...sending('an absolute form', {}),
    perform: (target) => exchangeRaw({ ...target, path: `http://shop.example${target.path}` }),
  },
  uploading(
    'chunks of every size, with extensions and a trailer',
    ['Transfer-Encoding: chunked', 'Trailer: x-checksum'],
    async (conversation) => {
      await conversation.send('1\r\na\r\n');
      await conversation.send('3;name=value\r\nbcd\r\n00A\r\n0123456789\r\n');
      await conversation.send('0\r\nX-Checksum: 17\r\n\r\n');
    },
  ),
  uploading('100-continue', ['Expect: 100-continue', 'Content-Length: 5'], async (conversation) => {
    await conversation.hears('100 Continue');
    await conversation.send('hello');
  }),
  uploading('20 MB of unknown length', ['Transfer-Encoding: chunked'], async (conversation) => {
    await conversation.send(chunk(bytesOf(20 * megabyte)));
    await conversation.send('0\r\n\r\n');
  }),
  {
    name: 'keep-alive',
    method: 'GET',
    path: '/echo',
    perform: severalOnOne(5, false),
    same: allIdentical(5),
  },
  {
    name: 'pipelining',
    method: 'GET',
    path: '/echo',
    perform: severalOnOne(10, true),
    same: allIdentical(10),
  },
  {
    name: '20 requests under one x-request-id',
    method: 'POST',
    path: '/echo',
    perform: async (target) => {
      const parts = { method: 'POST', headers: ['X-Request-Id: 6cf5b0e8-6b0d-4a44-8d21-5dfa43a3bbd2'] };
      const all = await Promise.all(
        Array.from({ length: 20 }, (_, index) => exchangeRaw(target, { ...parts, body: `request ${index}` })),
      );
      return all.flat();
    },
    same: allIdentical(20),
  },
  {
    name: 'the same request again',
    method: 'POST',
    path: '/echo',
    perform: async (target) => {
      const parts = { method: 'POST', headers: ['Idempotency-Key: 1'], body: '{"once":true}' };
      return [...(await exchangeRaw(target, parts)), ...(await exchangeRaw(target, parts))];
    },
    same: allIdentical(2),
  },
  {
    name: '20 MB with their length',
    method: 'POST',
    path: '/echo',
    perform: (target) => exchangeRaw(target, { method: 'POST', body: bytesOf(20 * megabyte) }),
    same: ending('too-large request-body'),
  },
  {
    name: 'a WebSocket',
    method: 'GET',
    path: '/socket',
    perform: (target) =>
      conversing(target, async (conversation) => {
        await conversation.send(
          head(target, {
            headers: [
              'Connection: Upgrade',
              'Upgrade: websocket',
              'Sec-WebSocket-Version: 13',
              'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
            ],
          }),
        );
        await conversation.hears('\r\n\r\n');
        await conversation.send('frames of any kind');
        await conversation.hears('frames of any kind');
        await conversation.leave();
      }),
    same: uncaptured,
  },
];
