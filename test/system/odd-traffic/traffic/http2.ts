import type { ClientHttp2Stream } from 'node:http2';
import { Conversation } from '../conversation.ts';
import { exchangeHttp2, onSession, openStream, type Http2Parts } from '../http2-request.ts';
import {
  allIdentical,
  differing,
  ending,
  uncaptured,
  type OddRequest,
  type Outcome,
} from '../odd-request.ts';

function sending(name: string, parts: Http2Parts, path: string, planted: Outcome): OddRequest {
  return {
    name: `HTTP/2: ${name}`,
    method: parts.method ?? 'GET',
    path,
    perform: (target) =>
      onSession(target.port, async (session) => [await exchangeHttp2(session, target, parts)]),
    same: allIdentical(),
    planted,
  };
}

/** A client that resets its stream, or is gone, at some point. */
function leaving(
  name: string,
  path: string,
  same: Outcome,
  until: (stream: ClientHttp2Stream) => Promise<void>,
): OddRequest {
  return {
    name: `HTTP/2: a client that leaves ${name}`,
    method: 'POST',
    path,
    perform: (target) =>
      onSession(target.port, async (session) => {
        const asking = { method: 'POST', headers: { expect: '100-continue' } };
        const stream = openStream(session, target, asking, false);
        stream.on('error', () => undefined);
        const closed = new Promise((resolve) => stream.once('close', resolve));
        await until(stream);
        // Not `close`, which ends the upload before it resets the stream.
        stream.destroy();
        await closed;
        return [];
      }),
    same,
  };
}

function sent(stream: ClientHttp2Stream, bytes: string): Promise<void> {
  return new Promise((resolve) =>
    stream.write(bytes, () => {
      resolve();
    }),
  );
}

function heard(stream: ClientHttp2Stream, event: 'continue' | 'data'): Promise<void> {
  return new Promise((resolve) =>
    stream.once(event, () => {
      resolve();
    }),
  );
}

/** Requests of HTTP/2 clients without TLS, and the ways in which they leave. */
export const oddHttp2: readonly OddRequest[] = [
  sending('GET', {}, '/json', differing('truncation $.total')),
  sending('HEAD', { method: 'HEAD' }, '/not-found-in-shadow', differing('status status')),
  sending(
    '204',
    {},
    '/no-content',
    differing('status status', 'extra-field $', 'content-type header.content-type'),
  ),
  sending('POST', { method: 'POST', body: '{"total":"10.00"}' }, '/echo', differing('extra-field $.planted')),
  sending(
    'trailers behind a request',
    { method: 'POST', body: 'x', trailers: { 'x-checksum': '17' } },
    '/echo',
    differing('extra-field $.planted'),
  ),
  sending('trailers behind an answer', {}, '/trailers', differing('value $')),
  sending(
    'a cookie in crumbs',
    { headers: { cookie: 'a=1; b=2' } },
    '/echo',
    differing('extra-field $.planted'),
  ),
  sending(
    '20 MB',
    { method: 'POST', body: Buffer.alloc(20 * 1024 * 1024, 'umbra ') },
    '/echo',
    differing('extra-field $.planted'),
  ),
  {
    name: 'HTTP/2: 50 requests on one connection at once',
    method: 'GET',
    path: '/echo',
    perform: (target) =>
      onSession(target.port, (session) =>
        Promise.all(
          Array.from({ length: 50 }, (_, index) =>
            exchangeHttp2(session, { ...target, path: `${target.path}?number=${index}` }),
          ),
        ),
      ),
    same: allIdentical(50),
  },
  {
    name: 'HTTP/2: a client that leaves within its headers',
    method: 'POST',
    path: '/left-in-headers',
    perform: async ({ port }) => {
      const conversation = await Conversation.open(port);
      const settings = Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]);
      // HEADERS of stream 1 without END_HEADERS: `:method: POST`, and no more.
      const headers = Buffer.from([0, 0, 1, 1, 0, 0, 0, 0, 1, 0x83]);
      await conversation.send(
        Buffer.concat([Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), settings, headers]),
      );
      await conversation.hangUp();
      return [];
    },
    same: uncaptured,
  },
  leaving('before its body', '/left-before-body', ending('aborted'), (stream) => heard(stream, 'continue')),
  leaving('within its body', '/left-in-body', ending('aborted'), async (stream) => {
    await heard(stream, 'continue');
    await sent(stream, 'half');
  }),
  leaving('before the answer', '/silent', ending('aborted client-gone'), (stream) => {
    stream.end('full');
    return new Promise((resolve) =>
      stream.once('finish', () => {
        resolve();
      }),
    );
  }),
  leaving('within the answer', '/endless', ending('aborted client-gone'), (stream) => {
    stream.end();
    return heard(stream, 'data');
  }),
];
