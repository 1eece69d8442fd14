import net from 'node:net';

export interface RawAnswer {
  readonly statusLine: string;
  /** As they came, name case and order included. */
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Buffer;
}

/** Hop-by-hop fields belong to one connection (RFC 9110, 7.6.1): every intermediary writes its own. */
const hopByHop = new Set(['connection', 'keep-alive', 'transfer-encoding']);

/** Sends bytes on a connection of their own and reads what comes until the other side closes. */
export function rawExchange(port: number, request: string | Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = net.connect(port, '127.0.0.1', () => socket.write(request));
    socket.setTimeout(20_000, () => socket.destroy(new Error('no end of the answer in 20 s')));
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('error', reject);
    socket.on('close', () => {
      resolve(Buffer.concat(chunks));
    });
  });
}

/** The parts of an answer that a client can tell apart, chunked framing undone. */
export function parseAnswer(raw: Buffer): RawAnswer {
  return parseOne(raw).answer;
}

/** All answers that came on one connection, interim ones (1xx) and those of pipelined requests included. */
export function parseAnswers(raw: Buffer): readonly RawAnswer[] {
  const answers: RawAnswer[] = [];
  for (let rest = raw; rest.length > 0;) {
    const parsed = parseOne(rest);
    answers.push(parsed.answer);
    rest = parsed.rest;
  }
  return answers;
}

function parseOne(raw: Buffer): { readonly answer: RawAnswer; readonly rest: Buffer } {
  const headEnd = raw.indexOf('\r\n\r\n');
  const [statusLine = '', ...lines] = raw.subarray(0, headEnd).toString('latin1').split('\r\n');
  const all = lines.map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon), line.slice(colon + 1).trim()] as const;
  });
  const valueOf = (wanted: string) => all.find(([name]) => name.toLowerCase() === wanted)?.[1];
  const { body, end } = readBody(raw, headEnd + 4, {
    bodiless: / (?:1[0-9][0-9]|204|304) /.test(statusLine),
    chunked: valueOf('transfer-encoding') === 'chunked',
    length: valueOf('content-length'),
  });
  const headers = all.filter(([name]) => !hopByHop.has(name.toLowerCase()));
  return { answer: { statusLine, headers, body }, rest: raw.subarray(end) };
}

interface Framing {
  readonly bodiless: boolean;
  readonly chunked: boolean;
  readonly length: string | undefined;
}

/** The body that starts at `start`, and where it ends (RFC 9112, 6.3); trailers stay behind it, as they came. */
function readBody(raw: Buffer, start: number, framing: Framing): { body: Buffer; end: number } {
  if (framing.bodiless) return { body: Buffer.alloc(0), end: start };
  if (framing.chunked) return unchunk(raw, start);
  const end = Math.min(
    raw.length,
    framing.length === undefined ? raw.length : start + Number(framing.length),
  );
  return { body: raw.subarray(start, end), end };
}

function unchunk(raw: Buffer, start: number): { body: Buffer; end: number } {
  const parts: Buffer[] = [];
  for (let at = start; ;) {
    const lineEnd = raw.indexOf('\r\n', at);
    const size = Number.parseInt(raw.subarray(at, lineEnd).toString('latin1'), 16);
    if (!(size > 0)) {
      const end = raw.indexOf('\r\n\r\n', lineEnd);
      return {
        body: Buffer.concat([...parts, raw.subarray(lineEnd, end)]),
        end: end < 0 ? raw.length : end + 4,
      };
    }
    parts.push(raw.subarray(lineEnd + 2, lineEnd + 2 + size));
    at = lineEnd + 2 + size + 2;
  }
}
