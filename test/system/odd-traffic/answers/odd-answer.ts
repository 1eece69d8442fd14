/** Envoy would add one of its own. */
export const date = 'Mon, 23 Nov 2026 10:00:00 GMT';

export interface OddRequestSeen {
  readonly method: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly trailers: Readonly<Record<string, string | string[] | undefined>>;
  /** Reads the upload to its end. */
  readonly body: () => Promise<Buffer>;
  /** True on a shadow that is asked to answer otherwise than the primary. */
  readonly planted: boolean;
  readonly side: 'primary' | 'shadow';
}

/** What an answer is written with; both of Node's HTTP servers have it. */
export interface OddResponse {
  setHeader(name: string, value: string | readonly string[]): unknown;
  writeHead(status: number, headers?: Readonly<Record<string, string>>): unknown;
  write(chunk: string | Buffer): unknown;
  end(chunk?: string | Buffer): unknown;
  addTrailers(trailers: Readonly<Record<string, string>>): unknown;
  /** Bytes past all of HTTP, then the end of the connection. */
  raw(bytes: string): void;
}

export type OddAnswer = (request: OddRequestSeen, response: OddResponse) => void | Promise<void>;

export function asJson(response: OddResponse, body: string | Buffer): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(body);
}
