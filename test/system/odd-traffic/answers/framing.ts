import { createHash } from 'node:crypto';
import { asJson, date, type OddAnswer } from './odd-answer.ts';

/** Answers that tell what was sent, and answers that are framed in rare ways or break off. */
export const framedAnswers: Readonly<Record<string, OddAnswer>> = {
  echo: async ({ method, body, headers, trailers, planted }, response) => {
    const upload = await body();
    const told = {
      method,
      upload:
        upload.length > 200 ? createHash('sha256').update(upload).digest('hex') : upload.toString('latin1'),
    };
    asJson(
      response,
      JSON.stringify({
        ...told,
        trailer: trailers['x-checksum'],
        cookies: headers['cookie'],
        ...(planted ? { planted } : {}),
      }),
    );
  },
  trailers: ({ planted }, response) => {
    response.writeHead(200, { 'content-type': 'text/plain', trailer: 'x-checksum' });
    response.write(planted ? 'other' : 'whole');
    response.addTrailers({ 'x-checksum': '17' });
    response.end();
  },
  hints: ({ planted }, response) => {
    const body = planted ? '{"a":2}' : '{"a":1}';
    response.raw(
      `HTTP/1.1 103 Early Hints\r\nlink: </style.css>; rel=preload\r\n\r\nHTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\ndate: ${date}\r\n\r\n${body}`,
    );
  },
  'until-close': ({ planted }, response) => {
    response.raw(
      `HTTP/1.0 200 OK\r\ncontent-type: text/plain\r\ndate: ${date}\r\n\r\nuntil the end${planted ? '!' : '.'}`,
    );
  },
  'cut-short': (_, response) => {
    response.raw(
      `HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 100\r\ndate: ${date}\r\n\r\nhalf`,
    );
  },
  'cut-short-in-shadow': ({ planted }, response) => {
    if (!planted) {
      response.writeHead(200, { 'content-type': 'text/plain' });
      response.end('whole');
    } else response.raw('HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 100\r\n\r\nhalf');
  },
  'many-headers': ({ planted }, response) => {
    for (let at = 0; at < 300; at += 1) response.setHeader(`x-many-${at}`, `${at}`);
    asJson(response, planted ? '{"a":2}' : '{"a":1}');
  },
  'large-header': ({ planted }, response) => {
    response.setHeader('x-large', 'l'.repeat(200_000));
    asJson(response, planted ? '{"a":2}' : '{"a":1}');
  },
};
