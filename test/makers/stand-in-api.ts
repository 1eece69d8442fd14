import type { IncomingMessage } from 'node:http';
import { httpServer } from './http-server.ts';

export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly body: unknown;
}

export interface StandInAnswer {
  readonly status?: number;
  readonly body: unknown;
}

export interface StandInApi {
  readonly url: string;
  readonly seen: SeenRequest[];
}

/** Stands in for the control plane's API: answers what the test says, and remembers what it was asked. */
export async function standInApi(answer: (request: SeenRequest) => StandInAnswer): Promise<StandInApi> {
  const seen: SeenRequest[] = [];
  const url = await httpServer((request, response) => {
    void readBody(request).then((body) => {
      const asked = { method: request.method ?? '', url: request.url ?? '', body };
      seen.push(asked);
      const { status = 200, body: answered } = answer(asked);
      response.writeHead(status, {
        'content-type': status < 400 ? 'application/json' : 'application/problem+json',
      });
      response.end(typeof answered === 'string' ? answered : JSON.stringify(answered));
    });
  });
  return { url, seen };
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += String(chunk);
  return text === '' ? undefined : (JSON.parse(text) as unknown);
}
