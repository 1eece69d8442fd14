import type { CapturedBody, Exchange, PairingId, Side } from '../exchange/exchange.ts';
import { parsePairingId } from '../exchange/pairing-id.ts';
import type { LogCommon, LogEntry, LogRequest, LogStruct, LogTime, LogValue } from './log-entry.ts';
import { responseFlags } from './response-flags.ts';

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
const routeName = /^([a-z0-9-]{1,63})\/(mirror|too-large|shadow)$/;

const decoder = new TextDecoder();

/** One side's exchange from its access log entry, or why it is none. Keeps no reference to the entry's buffers. */
export function toExchange(entry: LogEntry): Parsed {
  const { commonProperties: common, request, response } = entry;
  if (common?.startTime == null || request === null) return malformed('incomplete');
  if (!endTypes.has(common.accessLogType)) return malformed('not-an-end');

  const [, migration, role] = routeName.exec(common.routeName) ?? [];
  if (migration === undefined) return malformed('unknown-route');

  const captured = common.metadata?.filterMetadata['umbra']?.fields;
  const idText = textOf(captured?.['id']);
  if (captured === undefined || idText === undefined) return malformed('no-pairing-id');
  const id = parsePairingId(idText);
  if (id === undefined) return malformed('bad-pairing-id');

  return {
    kind: 'exchange',
    exchange: {
      ...identityOf(migration, role, id),
      key: textOf(captured['key']),
      request: {
        method: methods[request.requestMethod] ?? '',
        path: request.originalPath === '' ? request.path : request.originalPath,
        headers: lowerCase(request.requestHeaders),
        body: bodyOf(captured['request']),
      },
      response: {
        status: response?.responseCode?.value ?? 0,
        headers: lowerCase(response?.responseHeaders, response?.responseTrailers),
        body: bodyOf(captured['response']),
      },
      ...timesOf(common, common.startTime),
      requestComplete: common.timeToLastRxByte !== null,
      flags: responseFlags(common.responseFlags),
      details: response?.responseCodeDetails ?? '',
    },
  };
}

function malformed(reason: MalformedReason): Parsed {
  return { kind: 'malformed', reason };
}

function identityOf(
  migration: string,
  role: string | undefined,
  id: PairingId,
): { migration: string; side: Side; route: Exchange['route']; id: PairingId } {
  return {
    migration,
    side: role === 'shadow' ? 'shadow' : 'primary',
    route: role === 'too-large' ? 'too-large' : 'mirror',
    id,
  };
}

function timesOf(
  common: LogCommon,
  startTime: LogTime,
): Pick<Exchange, 'startedAtUs' | 'endedAtUs' | 'upstreamTimeUs'> {
  const startedAtUs = microseconds(startTime);
  const { timeToFirstUpstreamTxByte: sent, timeToLastUpstreamRxByte: received } = common;
  return {
    startedAtUs,
    endedAtUs: startedAtUs + (common.duration === null ? 0 : microseconds(common.duration)),
    upstreamTimeUs:
      sent === null || received === null ? undefined : microseconds(received) - microseconds(sent),
  };
}

function microseconds(time: LogTime): number {
  return time.seconds * 1_000_000 + Math.trunc(time.nanos / 1_000);
}

function textOf(value: LogValue | undefined): string | undefined {
  return value === undefined || isAbsent(value.stringValue) ? undefined : decoder.decode(value.stringValue);
}

function isAbsent(bytes: LogValue['stringValue']): bytes is readonly [] {
  return !ArrayBuffer.isView(bytes);
}

function bodyOf(value: LogValue | undefined): CapturedBody | undefined {
  const fields: LogStruct['fields'] | undefined = value?.structValue?.fields;
  const body = fields?.['body'];
  if (fields === undefined || body === undefined) return undefined;
  return {
    // A copy: a view would hold on to the whole message, a megabyte of other requests, while this half waits.
    data: Buffer.from(body.stringValue),
    base64: fields['base64']?.boolValue ?? false,
    totalBytes: fields['bytes']?.numberValue ?? 0,
    truncated: fields['truncated']?.boolValue ?? false,
  };
}

function lowerCase(...fields: readonly (LogRequest['requestHeaders'] | undefined)[]): Record<string, string> {
  const lowered: Record<string, string> = {};
  for (const named of fields) {
    for (const name in named) lowered[name.toLowerCase()] = named[name] ?? '';
  }
  return lowered;
}
