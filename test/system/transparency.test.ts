import type { IncomingHttpHeaders } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from './rig/eventually.ts';
import { parseAnswer, rawExchange } from './rig/raw-exchange.ts';
import { startRig, type MirrorRig } from './rig/stack.ts';
import type { Answer } from './rig/upstream.ts';

const name = 'transparent';

/** A primary with habits that a proxy might be tempted to tidy up. */
const primary: Answer = (request, body, response) => {
  response.setHeader('Server', 'Orders/1.0');
  response.setHeader('X-Powered-BY', 'Umbra tests');
  response.setHeader('Date', 'Mon, 23 Nov 2026 10:00:00 GMT');
  switch (request.url) {
    case '/cookies':
      response.setHeader('Set-Cookie', ['a=1; Path=/', 'b=2; HttpOnly']);
      response.end('two cookies');
      return;
    case '/empty':
      response.writeHead(204).end();
      return;
    case '/not-modified':
      response.writeHead(304, { etag: '"1"' }).end();
      return;
    case '/teapot':
      response.writeHead(418, 'Short And Stout', { 'Retry-After': '7' }).end('{"error":"teapot"}');
      return;
    case '/broken':
      response.writeHead(503).end('down for today');
      return;
    case '/gzip':
      response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(gzipSync('squeezed '.repeat(500)));
      return;
    case '/binary':
      response.end(Buffer.from(Array.from({ length: 512 }, (_, index) => index % 256)));
      return;
    case '/chunks':
      response.write('one,');
      setImmediate(() => {
        response.write('two,');
        response.end('three');
      });
      return;
    case '/large':
      response.end('0123456789'.repeat(200_000));
      return;
    case '/headers':
      response.end(JSON.stringify(request.rawHeaders));
      return;
    default:
      response.end(
        JSON.stringify({ method: request.method, url: request.url, echoed: body.toString('latin1') }),
      );
  }
};

function request(line: string, headers: readonly string[] = [], body = ''): string {
  const length = body === '' ? [] : [`Content-Length: ${Buffer.byteLength(body)}`];
  return [
    line,
    'Host: shop.example',
    'X-Tenant-Id: t1',
    'Connection: close',
    ...length,
    ...headers,
    '',
    body,
  ].join('\r\n');
}

const cases: readonly (readonly [string, string])[] = [
  ['a plain GET', request('GET / HTTP/1.1')],
  ['a query and a path that one could normalise', request('GET /a//b/../c%2Fd?x=1&&y=%zz HTTP/1.1')],
  ['two cookies', request('GET /cookies HTTP/1.1')],
  ['no content', request('GET /empty HTTP/1.1')],
  ['not modified', request('GET /not-modified HTTP/1.1', ['If-None-Match: "1"'])],
  ['an unusual status with its own words', request('GET /teapot HTTP/1.1')],
  ["the primary's own 503", request('GET /broken HTTP/1.1')],
  ['a compressed body', request('GET /gzip HTTP/1.1', ['Accept-Encoding: gzip'])],
  ['a body of arbitrary bytes', request('GET /binary HTTP/1.1')],
  ['a body of unknown length', request('GET /chunks HTTP/1.1')],
  ['a body larger than any buffer', request('GET /large HTTP/1.1')],
  ['HEAD', request('HEAD /chunks HTTP/1.1')],
  ['OPTIONS', request('OPTIONS / HTTP/1.1')],
  ['a POST', request('POST /orders HTTP/1.1', ['Content-Type: application/json'], '{"total":"10.50"}')],
  [
    'a chunked POST',
    request('POST /orders HTTP/1.1', ['Transfer-Encoding: chunked'], '').concat('5\r\nhello\r\n0\r\n\r\n'),
  ],
  ['HTTP/1.0', 'GET /teapot HTTP/1.0\r\nHost: shop.example\r\n\r\n'],
  [
    'forged headers of ours',
    request('GET / HTTP/1.1', ['x-umbra-bucket: 1', 'x-umbra-id: 1-1', 'x-umbra-mirror: 1']),
  ],
];

describe('answers through Envoy', () => {
  let rig: MirrorRig;
  const copies: IncomingHttpHeaders[] = [];

  beforeAll(async () => {
    rig = await startRig({
      name,
      primary,
      shadow: (request, _body, response) => {
        copies.push(request.headers);
        response.writeHead(500).end('nobody sees this');
      },
      mirror: { percent: 100, writes: 'all', key: { header: 'x-tenant-id' } },
    });
    await rig.untilConfirmed(100);
  });

  afterAll(async () => {
    await rig.stop();
  });

  it.each(cases)('are byte for byte those of the primary: %s', async (_case, bytes) => {
    const direct = parseAnswer(await rawExchange(rig.primary.port, bytes));
    const through = parseAnswer(await rawExchange(rig.listenerPort, bytes));

    expect(through.statusLine.replace(/^HTTP\/1\.[01]/, '')).toBe(
      direct.statusLine.replace(/^HTTP\/1\.[01]/, ''),
    );
    expect([...through.headers].sort()).toEqual([...direct.headers].sort());
    expect(through.body.equals(direct.body)).toBe(true);
  });

  it('keep the primary from seeing anything of the mirror', async () => {
    const seen = (
      await rig.client.send({ path: '/headers', headers: { 'x-tenant-id': 't1', 'x-umbra-bucket': '1' } })
    ).body.toString();

    expect(seen).not.toContain('umbra');
  });

  it.each([
    ['nothing', undefined, {}],
    ['one address', '10.1.2.3', {}],
    ['several', '10.1.2.3, 10.0.0.1', {}],
    ['nothing, but forged what carries it', undefined, { 'x-umbra-forwarded-for': '6.6.6.6' }],
  ])('leave the shadow the x-forwarded-for of a client that sent %s', async (which, forwarded, forged) => {
    const ours = { 'x-tenant-id': 't1', 'x-case': which };
    const sent = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
    await rig.client.send({ path: '/', headers: { ...ours, ...sent, ...forged } });
    const copy = await eventually('the copy', () => copies.find((headers) => headers['x-case'] === which));

    expect(copy['x-forwarded-for']).toBe(forwarded);
    expect(Object.keys(copy).filter((header) => header.startsWith('x-umbra'))).toEqual(['x-umbra-mirror']);
  });

  it.each(['GET', 'POST'])('leave the shadow the validators of a write alone: %s', async (method) => {
    const ours = { 'x-tenant-id': 't1', 'x-case': `validators of ${method}` };
    await rig.client.send({ method, path: '/', headers: { ...ours, 'if-none-match': '"1"' } });
    const copy = await eventually('the copy', () =>
      copies.find((headers) => headers['x-case'] === ours['x-case']),
    );

    expect(copy['if-none-match']).toBe(method === 'GET' ? undefined : '"1"');
  });

  it('are the same while nothing is mirrored', async () => {
    await rig.api.halt(name);
    await rig.untilConfirmed(100, true);
    for (const [, bytes] of cases) {
      const direct = parseAnswer(await rawExchange(rig.primary.port, bytes));
      const through = parseAnswer(await rawExchange(rig.listenerPort, bytes));
      expect(through.body.equals(direct.body)).toBe(true);
      expect([...through.headers].sort()).toEqual([...direct.headers].sort());
    }
  });
});
