import type { ResponseFlag } from '../exchange/exchange.ts';
import type { LogFlags } from './log-entry.ts';

/** Envoy's flags by the short names its documentation uses. */
const shortNames = {
  noHealthyUpstream: 'UH',
  upstreamRequestTimeout: 'UT',
  localReset: 'LR',
  upstreamRemoteReset: 'UR',
  upstreamConnectionFailure: 'UF',
  upstreamConnectionTermination: 'UC',
  upstreamOverflow: 'UO',
  noRouteFound: 'NR',
  downstreamConnectionTermination: 'DC',
  upstreamRetryLimitExceeded: 'URX',
  streamIdleTimeout: 'SI',
  upstreamMaxStreamDurationReached: 'UMSDR',
  durationTimeout: 'DT',
  upstreamProtocolError: 'UPE',
  noClusterFound: 'NC',
  downstreamRemoteReset: 'DR',
} as const satisfies Readonly<Record<keyof LogFlags, ResponseFlag>>;

const named = Object.entries(shortNames) as [keyof LogFlags, ResponseFlag][];

/** Most requests have none; they share one empty set. */
const none: ReadonlySet<ResponseFlag> = new Set();

export function responseFlags(flags: LogFlags | null): ReadonlySet<ResponseFlag> {
  if (flags === null) return none;
  const raised = named.filter(([field]) => flags[field]).map(([, short]) => short);
  return raised.length === 0 ? none : new Set(raised);
}
