import {
  BrokenCircuitError,
  bulkhead,
  BulkheadRejectedError,
  circuitBreaker,
  ConsecutiveBreaker,
  handleWhen,
  wrap,
  type IPolicy,
} from 'cockatiel';

export class ComparatorError extends Error {
  override readonly name = 'ComparatorError';
  /** 503: not there, try again. 502: there, and not making sense. */
  readonly status: 502 | 503;

  constructor(status: 502 | 503, message: string, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
  }
}

export interface ComparatorAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: Buffer;
}

export interface ComparatorClientOptions {
  readonly url: string;
  readonly timeoutMs?: number;
  readonly maxBytes?: number;
  readonly maxConcurrent?: number;
}

/** A comparator that failed this often in a row is left alone for a second, then asked by one request. */
const failuresToOpen = 5;
const openMs = 1_000;

/** Reads what the comparator knows. A comparator that hangs or floods costs its own requests only, and not for long. */
export class ComparatorClient {
  readonly #url: string;
  readonly #timeoutMs: number;
  readonly #maxBytes: number;
  readonly #maxConcurrent: number;
  readonly #guard: IPolicy;

  constructor({
    url,
    timeoutMs = 10_000,
    maxBytes = 16 * 1024 * 1024,
    maxConcurrent = 32,
  }: ComparatorClientOptions) {
    this.#url = url;
    this.#timeoutMs = timeoutMs;
    this.#maxBytes = maxBytes;
    this.#maxConcurrent = maxConcurrent;
    const breaker = circuitBreaker(
      handleWhen((error) => !(error instanceof ComparatorError) || error.status === 503),
      { halfOpenAfter: openMs, breaker: new ConsecutiveBreaker(failuresToOpen) },
    );
    this.#guard = wrap(bulkhead(maxConcurrent), breaker);
  }

  /** @throws ComparatorError */
  async get(pathAndQuery: string, correlationId: string): Promise<ComparatorAnswer> {
    try {
      return await this.#guard.execute(() => this.#fetch(pathAndQuery, correlationId));
    } catch (error) {
      if (error instanceof ComparatorError) throw error;
      throw new ComparatorError(503, this.#reason(error), { cause: error });
    }
  }

  #reason(error: unknown): string {
    if (error instanceof BulkheadRejectedError) {
      return `${this.#maxConcurrent} requests to the comparator are under way already`;
    }
    if (error instanceof BrokenCircuitError) {
      return `the comparator at ${this.#url} has failed ${failuresToOpen} times in a row; it is tried again every second`;
    }
    return `the comparator at ${this.#url} did not answer within ${this.#timeoutMs} ms or cannot be reached`;
  }

  async #fetch(pathAndQuery: string, correlationId: string): Promise<ComparatorAnswer> {
    const response = await fetch(`${this.#url}${pathAndQuery}`, {
      headers: { accept: 'application/json', 'x-correlation-id': correlationId },
      redirect: 'error',
      signal: AbortSignal.timeout(this.#timeoutMs),
    });
    const contentType = response.headers.get('content-type') ?? '';
    const body = await this.#readBounded(response);
    if (response.status >= 500) throw new ComparatorError(503, `the comparator answered ${response.status}`);
    if (!/^application\/(problem\+)?json\b/.test(contentType)) {
      throw new ComparatorError(
        502,
        `the comparator answered ${response.status} with content type ${contentType || 'none'}`,
      );
    }
    return { status: response.status, contentType, body };
  }

  async #readBounded(response: globalThis.Response): Promise<Buffer> {
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    const parts: AsyncIterable<Uint8Array> | Iterable<Uint8Array> = response.body ?? [];
    for await (const chunk of parts) {
      bytes += chunk.byteLength;
      // Leaving the loop cancels the rest.
      if (bytes > this.#maxBytes)
        throw new ComparatorError(502, `the comparator answered more than ${this.#maxBytes} bytes`);
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  }
}
