import { createHash } from 'node:crypto';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { OddAnswer } from './odd-answer.ts';

/** Longer than the capture's 64 KiB in plain and compressed alike: random digits do not shrink below half. */
function incompressible(start: string): string {
  const digits = Array.from({ length: 4_000 }, (_, index) =>
    createHash('sha256').update(`${index}`).digest('hex'),
  );
  return JSON.stringify({ start, digits });
}

const bomb = gzipSync(Buffer.alloc(32 * 1024 * 1024));

/** Bodies with a content-encoding, true or not. */
export const codedAnswers: Readonly<Record<string, OddAnswer>> = {
  gzip: ({ planted, side }, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
    // The same text in other bytes: no difference.
    response.end(
      gzipSync(JSON.stringify({ text: 'squeezed '.repeat(500), total: planted ? '9' : '10' }), {
        level: side === 'shadow' ? 1 : 9,
      }),
    );
  },
  brotli: ({ planted }, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'br' });
    response.end(brotliCompressSync(JSON.stringify({ total: planted ? '9' : '10' })));
  },
  'gzip-over-cap': ({ planted }, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
    response.end(gzipSync(incompressible(planted ? 'other' : 'first')));
  },
  bomb: ({ planted }, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
    response.end(planted ? gzipSync('{}') : bomb);
  },
  'unknown-coding': ({ planted }, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'x-secret' });
    response.end(planted ? 'abd' : 'abc');
  },
  'false-coding': ({ planted }, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
    response.end(planted ? '{"a":2}' : '{"a":1}');
  },
};
