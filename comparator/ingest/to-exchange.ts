import type { Exchange } from '../exchange/exchange.ts';
import { parsePairingId } from '../exchange/pairing-id.ts';
import type { LogEntry, LogResponse } from './log-entry.ts';

/** Why an entry says nothing that can be used. Each is counted; `no-pairing-id` also tells of errors in the capture script. */
export const malformedReasons = [
  'undecodable',
  'not-an-end',
  'incomplete',
  'unknown-route',
  'no-pairing-id',
  'bad-pairing-id',
] as const;

export type MalformedReason = (typeof malformedReasons)[number];

export type Parsed =
  | { readonly kind: 'exchange'; readonly exchange: Exchange }
  | { readonly kind: 'malformed'; readonly reason: MalformedReason };

/** Envoy's RequestMethod, by number. */
const methods = ['', 'GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH'];

/** Envoy's AccessLogType: entries written when a request ended. 0 is what Envoys write that do not tell. */
const endTypes: ReadonlySet<number> = new Set([0, 6]);

/** `<migration>/<role>`, set by the control plane (`docs/architecture.md`). */
const routeName = /^([a-z0-9-]{1,63})\/(mirror|too-large|shadow|control)$/;

/** One side's exchange from its access log entry, or why it is none. */
export function toExchange({ common, request, response }: LogEntry): Parsed {
  if (common?.startTimeUs === undefined || request === undefined) return malformed('incomplete');
  if (!endTypes.has(common.accessLogType)) return malformed('not-an-end');

  const [, migration, role] = routeName.exec(common.routeName) ?? [];
  if (migration === undefined) return malformed('unknown-route');

  const { captured } = common;
  if (captured?.id === undefined) return malformed('no-pairing-id');
  const id = parsePairingId(captured.id);
  if (id === undefined) return malformed('bad-pairing-id');

  const { timeToFirstUpstreamTxByteUs: sentUs, timeToLastUpstreamRxByteUs: receivedUs } = common;
  return {
    kind: 'exchange',
    exchange: {
      migration,
      side: role === 'shadow' || role === 'control' ? role : 'primary',
      route: role === 'too-large' ? 'too-large' : 'mirror',
      id,
      key: captured.key,
      request: {
        method: methods[request.method] ?? '',
        path: request.originalPath === '' ? request.path : request.originalPath,
        headers: request.headers,
        body: captured.request,
      },
      response: {
        status: response?.code ?? 0,
        headers: fieldsOf(response),
        body: captured.response,
      },
      startedAtUs: common.startTimeUs,
      endedAtUs: common.startTimeUs + (common.durationUs ?? 0),
      upstreamTimeUs: sentUs === undefined || receivedUs === undefined ? undefined : receivedUs - sentUs,
      requestComplete: common.timeToLastRxByteUs !== undefined,
      flags: common.flags,
      details: response?.details ?? '',
    },
  };
}

function malformed(reason: MalformedReason): Parsed {
  return { kind: 'malformed', reason };
}

/** A trailer stands for a header of its name, as in gRPC, whose status is either. */
function fieldsOf(response: LogResponse | undefined): Readonly<Record<string, string>> {
  if (response === undefined) return {};
  return response.trailers === undefined ? response.headers : { ...response.headers, ...response.trailers };
}
