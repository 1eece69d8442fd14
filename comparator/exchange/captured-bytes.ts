import type { Exchange } from './exchange.ts';

/** What headers, times and bookkeeping take beside the bodies, roughly. */
const overheadBytes = 2_048;

/** Memory that an exchange holds on to, for bounds. */
export function capturedBytes({ request, response }: Exchange): number {
  return overheadBytes + (request.body?.data.byteLength ?? 0) + (response.body?.data.byteLength ?? 0);
}
