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
  const end = raw.indexOf('\r\n\r\n');
  const [statusLine = '', ...lines] = raw.subarray(0, end).toString('latin1').split('\r\n');
  const all = lines.map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon), line.slice(colon + 1).trim()] as const;
  });
  const chunked = all.some(
    ([name, value]) => name.toLowerCase() === 'transfer-encoding' && value === 'chunked',
  );
  const rest = raw.subarray(end + 4);
  return {
    statusLine,
    headers: all.filter(([name]) => !hopByHop.has(name.toLowerCase())),
    body: chunked ? unchunk(rest) : rest,
  };
}

function unchunk(framed: Buffer): Buffer {
  const parts: Buffer[] = [];
  let at = 0;
  for (;;) {
    const lineEnd = framed.indexOf('\r\n', at);
    const size = Number.parseInt(framed.subarray(at, lineEnd).toString('latin1'), 16);
    if (!(size > 0)) return Buffer.concat([...parts, framed.subarray(lineEnd)]);
    parts.push(framed.subarray(lineEnd + 2, lineEnd + 2 + size));
    at = lineEnd + 2 + size + 2;
  }
}
