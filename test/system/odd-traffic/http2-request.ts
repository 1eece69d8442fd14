import { connect, type ClientHttp2Session, type ClientHttp2Stream } from 'node:http2';
import type { Seen, Target } from './odd-request.ts';
import { digestOf } from './raw-request.ts';

export interface Http2Parts {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | string;
  readonly trailers?: Readonly<Record<string, string>>;
}

/** A connection of HTTP/2 without TLS and without asking ("prior knowledge"). */
export async function onSession<T>(
  port: number,
  use: (session: ClientHttp2Session) => Promise<T>,
): Promise<T> {
  const session = connect(`http://127.0.0.1:${port}`);
  session.on('error', () => undefined);
  try {
    return await use(session);
  } finally {
    session.destroy();
  }
}

export function openStream(
  session: ClientHttp2Session,
  { path, tenant }: Target,
  { method = 'GET', headers = {}, trailers }: Http2Parts,
  endStream: boolean,
): ClientHttp2Stream {
  return session.request(
    { ':method': method, ':path': path, 'x-tenant-id': tenant, ...headers },
    { endStream, waitForTrailers: trailers !== undefined },
  );
}

export function exchangeHttp2(
  session: ClientHttp2Session,
  target: Target,
  parts: Http2Parts = {},
): Promise<Seen> {
  const stream = openStream(session, target, parts, parts.body === undefined);
  return new Promise((resolve, reject) => {
    let status = '';
    let headers: string[] = [];
    const chunks: Buffer[] = [];
    const note = (fields: object): string[] =>
      Object.entries(fields)
        .filter(([name]) => !name.startsWith(':'))
        .map(([name, value]) => `${name}: ${String(value)}`)
        .sort();
    stream.on('wantTrailers', () => {
      stream.sendTrailers(parts.trailers ?? {});
    });
    stream.on('response', (fields) => {
      status = String(fields[':status']);
      headers = note(fields);
    });
    stream.on('trailers', (fields: object) => {
      headers.push(...note(fields).map((field) => `trailer ${field}`));
    });
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('error', reject);
    stream.on('end', () => {
      resolve({ status, headers, body: digestOf(Buffer.concat(chunks)) });
    });
    if (parts.body !== undefined) stream.end(parts.body);
  });
}
