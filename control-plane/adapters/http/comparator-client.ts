import { bulkhead, BulkheadRejectedError } from 'cockatiel';
import { Circuit, failuresToOpen, isRefusedByCircuit } from '../../../platform/resilience/circuit.ts';

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
  readonly timeoutMs: number;
  /** Of one answer. */
  readonly maxBytes: number;
  readonly maxConcurrent: number;
}

interface Question {
  readonly method: 'GET' | 'POST';
  readonly pathAndQuery: string;
  readonly correlationId: string;
  /** JSON. */
  readonly body?: string;
}

/** Asks the comparator for what it knows. A comparator that hangs or floods costs its own requests only, and not for long. */
export class ComparatorClient {
  readonly circuit = new Circuit((error) => !(error instanceof ComparatorError) || error.status === 503);
  readonly #options: ComparatorClientOptions;
  readonly #bulkhead;

  constructor(options: ComparatorClientOptions) {
    this.#options = options;
    // Nothing waits here: those who asked wait in the API already, and the comparator has a queue of its own.
    this.#bulkhead = bulkhead(options.maxConcurrent);
  }

  /** @throws ComparatorError */
  get(pathAndQuery: string, correlationId: string): Promise<ComparatorAnswer> {
    return this.#ask({ method: 'GET', pathAndQuery, correlationId });
  }

  /** @throws ComparatorError */
  post(path: string, content: unknown, correlationId: string): Promise<ComparatorAnswer> {
    return this.#ask({ method: 'POST', pathAndQuery: path, correlationId, body: JSON.stringify(content) });
  }

  async #ask(question: Question): Promise<ComparatorAnswer> {
    try {
      return await this.#bulkhead.execute(() => this.circuit.execute(() => this.#fetch(question)));
    } catch (error) {
      if (error instanceof ComparatorError) throw error;
      throw new ComparatorError(503, this.#reason(error), { cause: error });
    }
  }

  #reason(error: unknown): string {
    const { url, timeoutMs, maxConcurrent } = this.#options;
    if (error instanceof BulkheadRejectedError) {
      return `${maxConcurrent} requests to the comparator are under way already`;
    }
    if (isRefusedByCircuit(error)) {
      return `the comparator at ${url} has failed ${failuresToOpen} times in a row; it is tried again every second`;
    }
    return `the comparator at ${url} did not answer within ${timeoutMs} ms or cannot be reached`;
  }

  async #fetch({ method, pathAndQuery, correlationId, body }: Question): Promise<ComparatorAnswer> {
    const { url, timeoutMs } = this.#options;
    const response = await fetch(`${url}${pathAndQuery}`, {
      method,
      headers: {
        accept: 'application/json',
        'x-correlation-id': correlationId,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body }),
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    const contentType = response.headers.get('content-type') ?? '';
    const answered = await this.#readBounded(response);
    if (response.status >= 500) throw new ComparatorError(503, `the comparator answered ${response.status}`);
    if (!/^application\/(problem\+)?json\b/.test(contentType)) {
      throw new ComparatorError(
        502,
        `the comparator answered ${response.status} with content type ${contentType || 'none'}`,
      );
    }
    return { status: response.status, contentType, body: answered };
  }

  async #readBounded(response: globalThis.Response): Promise<Buffer> {
    const { maxBytes } = this.#options;
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    const parts: AsyncIterable<Uint8Array> | Iterable<Uint8Array> = response.body ?? [];
    for await (const chunk of parts) {
      bytes += chunk.byteLength;
      // Leaving the loop cancels the rest.
      if (bytes > maxBytes)
        throw new ComparatorError(502, `the comparator answered more than ${maxBytes} bytes`);
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  }
}
