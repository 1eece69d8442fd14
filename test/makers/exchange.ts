import type { Exchange } from '../../comparator/exchange/exchange.ts';
import type { Pair } from '../../comparator/exchange/pair.ts';
import { capturedRequest, type RequestParts } from './captured-request.ts';
import { capturedBody } from './pair-of-answers.ts';

export const seed = '0123456789abcdef';

export interface ExchangeParts extends Partial<Omit<Exchange, 'id' | 'request' | 'response' | 'flags'>> {
  readonly number?: number;
  readonly seed?: string;
  readonly request?: RequestParts;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly flags?: Iterable<Exchange['flags'] extends ReadonlySet<infer Flag> ? Flag : never>;
}

/** One side's exchange that went well: `GET /orders/1`, answered with JSON. */
export function exchange({
  number = 1,
  seed: ofSeed = seed,
  request = {},
  status = 200,
  headers = {},
  body = '{"total":"10.00"}',
  flags = [],
  ...given
}: ExchangeParts = {}): Exchange {
  return {
    migration: 'orders-v2',
    side: 'primary',
    id: { seed: ofSeed, number },
    route: 'mirror',
    key: undefined,
    request: capturedRequest({ path: '/orders/1', ...request }),
    response: {
      status,
      headers: { 'content-type': 'application/json', ...headers },
      body: capturedBody(body),
    },
    startedAtUs: 1_000_000,
    endedAtUs: 1_010_000,
    upstreamTimeUs: 8_000,
    requestComplete: true,
    flags: new Set(flags),
    details: 'via_upstream',
    ...given,
  };
}

/** Both sides of one request; what is given for both is overridden by what is given for one. */
export function pair(
  both: ExchangeParts = {},
  { primary = {}, shadow = {} }: { primary?: ExchangeParts; shadow?: ExchangeParts } = {},
): Pair {
  return {
    primary: exchange({ ...both, ...primary, side: 'primary' }),
    shadow: exchange({ ...both, key: undefined, ...shadow, side: 'shadow' }),
  };
}
