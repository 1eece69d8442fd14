import http from 'node:http';

export interface Outcome {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface RequestParts {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | string;
}

/** A client on one keep-alive pool of bounded size. */
export class Client {
  private readonly agent: http.Agent;
  private readonly port: number;

  constructor(port: number, connections = 16) {
    this.port = port;
    this.agent = new http.Agent({ keepAlive: true, maxSockets: connections });
  }

  send({ method = 'GET', path, headers = {}, body }: RequestParts): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      const request = http.request(
        { host: '127.0.0.1', port: this.port, agent: this.agent, method, path, headers },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () => {
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              body: Buffer.concat(chunks),
            });
          });
        },
      );
      request.on('error', reject);
      request.end(body);
    });
  }

  /** Starts a request and leaves before its body is complete. */
  abort({ method = 'POST', path, headers = {} }: RequestParts, sent: string): Promise<void> {
    return new Promise((resolve) => {
      const request = http.request({
        host: '127.0.0.1',
        port: this.port,
        agent: false,
        method,
        path,
        headers: { ...headers, 'content-length': '40000' },
      });
      request.on('error', () => undefined);
      request.on('close', () => {
        resolve();
      });
      request.write(sent, () => setImmediate(() => request.destroy()));
    });
  }

  /** All of `requests`, at most `width` under way at once, in order of their start. */
  async sendAll(
    requests: Iterable<RequestParts>,
    width: number,
    each?: (request: RequestParts, outcome: Outcome) => void,
  ): Promise<void> {
    const pending = requests[Symbol.iterator]();
    const worker = async (): Promise<void> => {
      for (let next = pending.next(); next.done !== true; next = pending.next()) {
        const outcome = await this.send(next.value);
        each?.(next.value, outcome);
      }
    };
    await Promise.all(Array.from({ length: width }, worker));
  }

  close(): void {
    this.agent.destroy();
  }
}
