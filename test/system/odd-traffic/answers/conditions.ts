import { asJson, type OddAnswer } from './odd-answer.ts';

/** Answers that depend on what the client has already. */
export const conditionalAnswers: Readonly<Record<string, OddAnswer>> = {
  versioned: ({ headers, planted }, response) => {
    response.setHeader('etag', '"1"');
    if (headers['if-none-match'] === '"1"') {
      response.writeHead(304);
      response.end();
      return;
    }
    asJson(response, planted ? '{"version":2}' : '{"version":1}');
  },
  ranged: ({ headers, planted }, response) => {
    response.setHeader('etag', planted ? '"2"' : '"1"');
    const isPart =
      headers['range'] === 'bytes=0-3' &&
      [undefined, '"1"'].includes(headers['if-range'] as string | undefined);
    if (!isPart) {
      asJson(response, planted ? '0123456788' : '0123456789');
      return;
    }
    response.writeHead(206, { 'content-range': 'bytes 0-3/10', 'content-type': 'application/json' });
    response.end(planted ? '0124' : '0123');
  },
};
