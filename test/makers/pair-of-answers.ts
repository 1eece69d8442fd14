import type { CapturedBody, CapturedResponse, Exchange, Side } from '../../comparator/exchange/exchange.ts';
import type { Pair } from '../../comparator/exchange/pair.ts';
import { capturedRequest } from './captured-request.ts';

export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text as it is, bytes as base64, as Envoy's filter sends them; null is a body that was not captured. */
  readonly body?: string | Uint8Array | null;
  /** Bytes on the wire, where more than captured. */
  readonly totalBytes?: number;
}

/** The two answers to one request; JSON by default. */
export function pairOfAnswers(primary: Answer, shadow: Answer, method = 'GET'): Pair {
  return { primary: exchangeOf('primary', primary, method), shadow: exchangeOf('shadow', shadow, method) };
}

export function capturedBody(content: string | Uint8Array, totalBytes?: number): CapturedBody {
  const bytes = Buffer.from(content);
  const base64 = typeof content !== 'string' || bytes.length !== content.length;
  return {
    data: base64 ? Buffer.from(bytes.toString('base64')) : bytes,
    base64,
    totalBytes: totalBytes ?? bytes.length,
    truncated: totalBytes !== undefined && totalBytes > bytes.length,
  };
}

function exchangeOf(side: Side, answer: Answer, method: string): Exchange {
  return {
    migration: 'orders-v2',
    side,
    id: { seed: '0123456789abcdef', number: 1 },
    route: 'mirror',
    key: 'tenant-1',
    request: capturedRequest({ method, path: '/orders/1' }),
    response: responseOf(answer),
    startedAtUs: 1_000_000,
    endedAtUs: 1_020_000,
    upstreamTimeUs: 15_000,
    requestComplete: true,
    flags: new Set(),
    details: 'via_upstream',
  };
}

function responseOf({ status = 200, headers = {}, body = '', totalBytes }: Answer): CapturedResponse {
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: body === null ? undefined : capturedBody(body, totalBytes),
  };
}
