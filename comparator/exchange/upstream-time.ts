import type { Exchange } from './exchange.ts';

/** Microseconds; Infinity where the upstream failed, for an error that comes fast is not fast; undefined where Envoy does not tell. */
export function upstreamTimeOf({ response, upstreamTimeUs }: Exchange): number | undefined {
  return response.status === 0 || response.status >= 500 ? Infinity : upstreamTimeUs;
}
