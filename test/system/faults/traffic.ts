import { crc32 } from 'node:zlib';

/**
 * `usual` is reads, writes and uploads that are mirrored; `with-uploads` has some of 20 MB of declared length among them;
 * `unknown-length` is uploads of 20 MB alone, chunked.
 */
export type Mix = 'usual' | 'with-uploads' | 'unknown-length';

/** One request of the traffic. Its mark is its own alone, so an answer, or a pair, that is another's shows. */
export interface PlannedRequest {
  readonly mark: number;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | undefined;
}

export interface PlannedAnswer {
  readonly status: number;
  readonly contentType: string | undefined;
  readonly body: Buffer;
}

/** What an upstream knows of a request once it has read it whole. */
export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly bodyBytes: number;
  readonly bodyDigest: number;
}

const kibibyte = 1_024;
const largestUpload = 20_000_000;
const filling = Buffer.alloc(largestUpload + kibibyte, 'The quick brown fox jumps over the lazy dog. ');

/** Of 1,000 consecutive marks 600 read, and the others write: most of them little, some hundreds of KB, two more than is mirrored. */
export function plannedRequest(mark: number, mix: Mix): PlannedRequest {
  if (mix === 'with-uploads' && mark % 1_000 === 777) return write(mark, 'POST', '/files', largestUpload);
  if (mix === 'unknown-length') return write(mark, 'POST', '/files', largestUpload, 'chunked');
  switch (mark % 20) {
    case 0:
    case 5:
      return write(mark, 'POST', '/orders', kibibyte);
    case 1:
      return write(mark, 'PUT', '/orders', 4 * kibibyte);
    case 6:
      return write(mark, 'POST', '/notes', 8 * kibibyte, 'chunked');
    case 7:
    case 11:
      return write(mark, 'PATCH', '/orders', 200);
    case 12:
      return request(mark, 'DELETE', '/orders');
    case 13:
      return mark % 500 === 13
        ? write(mark, 'POST', '/files', 1_200 * kibibyte)
        : write(mark, 'POST', '/notes', 32 * kibibyte, mark % 200 === 33 ? 'length' : 'chunked');
    case 17:
      return request(mark, 'GET', '/pages');
    default:
      return request(mark, 'GET', '/orders');
  }
}

/** The right answer, which primary and shadow give alike: it repeats the mark and vouches for every byte of the body. */
export function answerTo({ method, path, bodyBytes, bodyDigest }: ReceivedRequest): PlannedAnswer {
  if (method === 'DELETE') return { status: 204, contentType: undefined, body: Buffer.alloc(0) };
  const [, kind = '', mark = ''] = path.split('/');
  const lines = kind === 'pages' ? 300 : 20;
  const answer = {
    mark,
    kind,
    method,
    received: { bytes: bodyBytes, digest: bodyDigest },
    lines: Array.from({ length: lines }, (_, line) => `${mark} bought ${line} of ${kind}`),
  };
  return {
    status: method === 'POST' ? 201 : 200,
    contentType: 'application/json',
    body: Buffer.from(JSON.stringify(answer)),
  };
}

export function expectedAnswer({ method, path, body }: PlannedRequest): PlannedAnswer {
  return answerTo({
    method,
    path,
    bodyBytes: body?.length ?? 0,
    bodyDigest: body === undefined ? 0 : crc32(body),
  });
}

function request(mark: number, method: string, kind: string): PlannedRequest {
  return { mark, method, path: `${kind}/${mark}`, headers: keyOf(mark), body: undefined };
}

function write(
  mark: number,
  method: string,
  kind: string,
  bytes: number,
  framing: 'length' | 'chunked' = 'length',
): PlannedRequest {
  const start = mark % kibibyte;
  const frame: Record<string, string> =
    framing === 'length' ? { 'content-length': String(bytes) } : { 'transfer-encoding': 'chunked' };
  return {
    ...request(mark, method, kind),
    headers: { ...keyOf(mark), 'content-type': 'text/plain', ...frame },
    body: filling.subarray(start, start + bytes),
  };
}

/** A key for each: requests of one key may be set aside as raced, and a wrong pair would hide there. */
function keyOf(mark: number): Readonly<Record<string, string>> {
  return { 'x-tenant-id': `tenant-${mark}` };
}
