import { setTimeout as delay } from 'node:timers/promises';
import { asJson, type OddAnswer } from './odd-answer.ts';

/** The mirror's `timeoutMs` that the slow answers are made for. */
export const mirrorTimeoutMs = 1_000;

/** Longer than the mirror lets a shadow work, with its steps of half a second around it. */
const beyondMirrorMs = mirrorTimeoutMs + 1_300;

/** Answers that come early, late, or never to an end. */
export const timedAnswers: Readonly<Record<string, OddAnswer>> = {
  early: ({ planted }, response) => {
    response.writeHead(413, { 'content-type': 'application/json' });
    response.end(planted ? '{"a":2}' : '{"limit":1}');
  },
  'early-in-shadow': async ({ planted, body }, response) => {
    if (!planted) await body();
    asJson(response, '{"read":true}');
  },
  'refused-in-shadow': async ({ planted, body }, response) => {
    if (!planted) {
      await body();
      asJson(response, '{"read":true}');
      return;
    }
    response.writeHead(413, { connection: 'close' });
    response.end();
  },

  events: ({ planted }, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const event of [1, 2, planted ? 4 : 3]) response.write(`data: ${event}\n\n`);
    response.end();
  },
  endless: async (_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('data: 1\n\n');
    await delay(beyondMirrorMs);
    response.write('data: 2\n\n');
  },
  'endless-in-shadow': ({ planted }, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('data: 1\n\n');
    if (!planted) response.end();
  },
  poll: async (_, response) => {
    await delay(beyondMirrorMs);
    asJson(response, '{"news":[]}');
  },
  'hung-in-shadow': async ({ planted }, response) => {
    if (planted) await delay(beyondMirrorMs);
    asJson(response, '{"news":[]}');
  },
  silent: async ({ body }, response) => {
    await body();
    await delay(200);
    asJson(response, '{}');
  },
};
