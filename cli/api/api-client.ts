import { z } from 'zod';
import { describeProblem } from '../input-error.ts';

export class ApiUnreachableError extends Error {
  override readonly name = 'ApiUnreachableError';
}

/** The API refused the request; its problem details are in the message. */
export class ApiRefusedError extends Error {
  override readonly name = 'ApiRefusedError';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export interface ApiAnswer {
  /** As it came, for `--json`. */
  readonly text: string;
  readonly body: unknown;
}

export interface ApiClient {
  readonly url: string;
  /**
   * @throws ApiUnreachableError when nobody answers, or not as Umbra's API, or with a 5xx.
   * @throws ApiRefusedError on a 4xx.
   */
  readonly send: (method: Method, path: string, body?: unknown) => Promise<ApiAnswer>;
}

export type Method = 'GET' | 'PUT' | 'PATCH' | 'POST' | 'DELETE';

const answerDeadlineMs = 30_000;

/** Problem details (RFC 9457), with what we add to them. */
const problemDetails = z.looseObject({
  title: z.string(),
  detail: z.string().optional(),
  errors: z.array(z.object({ path: z.string(), message: z.string(), remedy: z.string() })).optional(),
});

export function createApiClient(url: string): ApiClient {
  return {
    url,
    send: async (method, path, body) => {
      const { status, text } = await exchange(`${url}${path}`, method, body);
      const parsed = parseJson(text);
      if (status < 400 && parsed !== undefined) return { text, body: parsed };
      const problem = problemDetails.safeParse(parsed);
      if (!problem.success) {
        throw new ApiUnreachableError(
          `${url} answers, but not as Umbra's API (status ${status}). Correct --api or UMBRA_API.`,
        );
      }
      const { title, detail, errors = [] } = problem.data;
      const message = [
        detail === undefined ? title : `${title}: ${detail}`,
        ...errors.map(describeProblem),
      ].join('\n');
      throw status >= 500
        ? new ApiUnreachableError(`Umbra's API cannot answer now: ${message}`)
        : new ApiRefusedError(status, message);
    },
  };
}

async function exchange(
  url: string,
  method: Method,
  body: unknown,
): Promise<{ status: number; text: string }> {
  try {
    const response = await fetch(url, {
      method,
      headers: {
        accept: 'application/json',
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(answerDeadlineMs),
    });
    return { status: response.status, text: await response.text() };
  } catch (cause) {
    throw new ApiUnreachableError(
      `Umbra's API cannot be reached: ${method} ${url}: ${reasonOf(cause)}. Is \`umbra up\` running? Another address is given by --api or UMBRA_API.`,
      { cause },
    );
  }
}

/** fetch says "fetch failed" and hides the reason in its cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  return cause.message === '' && 'code' in cause ? String(cause.code) : cause.message;
}

/** An empty answer (204) is an empty object; undefined means no JSON. */
function parseJson(text: string): unknown {
  if (text === '') return {};
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
