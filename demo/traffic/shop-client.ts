import { Agent, request as httpRequest } from 'node:http';
import { json } from 'node:stream/consumers';

export interface ShopRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH';
  /** With query string. */
  readonly path: string;
  readonly body?: unknown;
}

export interface ShopAnswer {
  readonly status: number;
  readonly body: unknown;
}

export interface ShopClient {
  /** @throws when there is no whole JSON answer within the time limit. */
  send(customerId: string, request: ShopRequest): Promise<ShopAnswer>;
  close(): void;
}

const answerDeadlineMs = 10_000;

/** Speaks to a shop at `origin` (`http://127.0.0.1:10000`) over connections that are kept alive. */
export function shopClient(origin: string): ShopClient {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  return {
    async send(customerId, { method, path, body }) {
      const payload = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
      const headers = {
        'x-customer-id': customerId,
        ...(payload && { 'content-type': 'application/json', 'content-length': payload.length }),
      };
      return new Promise((resolve, reject) => {
        const sent = httpRequest(
          new URL(path, origin),
          { method, agent, headers, signal: AbortSignal.timeout(answerDeadlineMs) },
          (response) => {
            json(response).then((answer) => {
              resolve({ status: response.statusCode ?? 0, body: answer });
            }, reject);
          },
        );
        sent.on('error', reject);
        sent.end(payload);
      });
    },
    close() {
      agent.destroy();
    },
  };
}
