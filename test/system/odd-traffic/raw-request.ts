import { createHash } from 'node:crypto';
import { parseAnswers, type RawAnswer } from '../rig/raw-exchange.ts';
import { Conversation } from './conversation.ts';
import type { Seen, Target } from './odd-request.ts';

export interface RawParts {
  readonly method?: string;
  readonly version?: string;
  readonly headers?: readonly string[];
  readonly body?: string | Buffer;
}

/** The head of a request with its key; the connection stays open unless `Connection: close` is among the headers. */
export function head(
  { path, tenant }: Target,
  { method = 'GET', version = 'HTTP/1.1', headers = [] }: RawParts,
): string {
  return [
    `${method} ${path} ${version}`,
    'Host: shop.example',
    `X-Tenant-Id: ${tenant}`,
    ...headers,
    '',
    '',
  ].join('\r\n');
}

/** One whole request on a connection of its own, and all that comes back. */
export async function exchangeRaw(target: Target, parts: RawParts = {}): Promise<readonly Seen[]> {
  const { body, headers = [] } = parts;
  const length = body === undefined ? [] : [`Content-Length: ${Buffer.byteLength(body)}`];
  const conversation = await Conversation.open(target.port);
  await conversation.send(head(target, { ...parts, headers: ['Connection: close', ...length, ...headers] }));
  if (body !== undefined) await conversation.send(body);
  return seen(await conversation.untilClosed());
}

/** What comes back on a connection on which `talk` speaks, until the other side closes it or the client leaves. */
export async function conversing(
  target: Target,
  talk: (conversation: Conversation) => Promise<void>,
): Promise<readonly Seen[]> {
  const conversation = await Conversation.open(target.port);
  await talk(conversation);
  return seen(await conversation.untilClosed());
}

export function chunk(bytes: string | Buffer): Buffer {
  const size = Buffer.from(`${Buffer.byteLength(bytes).toString(16)}\r\n`);
  return Buffer.concat([size, Buffer.from(bytes), Buffer.from('\r\n')]);
}

/** What came on one connection, as a client can tell it apart. */
export function seen(raw: Buffer): readonly Seen[] {
  return parseAnswers(raw).map(seenOf);
}

function seenOf({ statusLine, headers, body }: RawAnswer): Seen {
  return {
    // The version belongs to a connection: each hop speaks its own (RFC 9110, 2.5).
    status: statusLine.replace(/^HTTP\/1\.[01] /, ''),
    headers: headers
      .map(([name, value]) => `${name}: ${value.length > 200 ? digestOf(Buffer.from(value)) : value}`)
      .sort(),
    body: digestOf(body),
  };
}

export function digestOf(body: Buffer): string {
  return body.length <= 200
    ? JSON.stringify(body.toString('latin1'))
    : `${body.length} bytes, ${createHash('sha256').update(body).digest('hex')}`;
}
