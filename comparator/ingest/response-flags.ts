import type { ResponseFlag } from '../exchange/exchange.ts';
import type { WireReader } from './wire-reader.ts';

/** Envoy's flags that decide a fate, by field number, under the short names its documentation uses. */
const shortNames: Readonly<Record<number, ResponseFlag>> = {
  2: 'UH', // no_healthy_upstream
  3: 'UT', // upstream_request_timeout
  4: 'LR', // local_reset
  5: 'UR', // upstream_remote_reset
  6: 'UF', // upstream_connection_failure
  7: 'UC', // upstream_connection_termination
  8: 'UO', // upstream_overflow
  9: 'NR', // no_route_found
  15: 'DC', // downstream_connection_termination
  16: 'URX', // upstream_retry_limit_exceeded
  17: 'SI', // stream_idle_timeout
  20: 'UMSDR', // upstream_max_stream_duration_reached
  23: 'DT', // duration_timeout
  24: 'UPE', // upstream_protocol_error
  25: 'NC', // no_cluster_found
  28: 'DR', // downstream_remote_reset
};

/** Most requests have none; they share one empty set. */
export const noFlags: ReadonlySet<ResponseFlag> = new Set();

export function readResponseFlags(reader: WireReader, end: number): ReadonlySet<ResponseFlag> {
  let flags: Set<ResponseFlag> | undefined;
  for (let tag = reader.next(end); tag !== 0; tag = reader.next(end)) {
    const name = shortNames[tag >>> 3];
    if (name === undefined || (tag & 7) !== 0) reader.skip(tag);
    else if (reader.uint32() !== 0) flags = (flags ?? new Set<ResponseFlag>()).add(name);
  }
  return flags ?? noFlags;
}
