import { Agent, request } from 'node:http';
import { onTestFinished } from 'vitest';

export interface RawRequest {
  readonly method: string;
  /** Sent as it is: nothing is encoded or normalised. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

export interface RawAnswer {
  readonly status: number;
  readonly type: string;
  readonly body: Buffer;
}

/** Sends requests that `fetch` would refuse or tidy up, to one port, until the test is finished. */
export function rawHttp(port: number): (raw: RawRequest) => Promise<RawAnswer> {
  const agent = new Agent({ keepAlive: true, maxSockets: 4 });
  onTestFinished(() => {
    agent.destroy();
  });
  return ({ method, path, headers, body }) =>
    new Promise((resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port, agent, method, path, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const type = response.headers['content-type'] ?? '';
          resolve({ status: response.statusCode ?? 0, type, body: Buffer.concat(chunks) });
        });
      });
      sent.on('error', reject);
      sent.end(body);
    });
}
