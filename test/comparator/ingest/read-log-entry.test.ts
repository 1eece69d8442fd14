import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LogCaptured, LogEntry } from '../../../comparator/ingest/log-entry.ts';
import { readLogEntry } from '../../../comparator/ingest/read-log-entry.ts';
import { readLogMessage } from '../../../comparator/ingest/read-log-message.ts';
import { encodeEntry, encodeLogMessage, logEntry } from '../../makers/access-log.ts';
import { anyLogEntry } from '../../makers/any-log-entry.ts';
import { ingestProfile } from '../../makers/ingest-profile.ts';

const profile = ingestProfile().lookupType('umbra.ingest.HTTPAccessLogEntry');

/** What the profile, read by protobufjs, says of an entry; as far as these tests need its types. */
interface ProfileEntry {
  readonly commonProperties?: {
    readonly startTime?: Time;
    readonly timeToLastRxByte?: Time;
    readonly timeToFirstUpstreamTxByte?: Time;
    readonly timeToLastUpstreamRxByte?: Time;
    readonly responseFlags?: Readonly<Record<string, boolean>>;
    readonly metadata?: { readonly filterMetadata?: Readonly<Record<string, Struct>> };
    readonly routeName?: string;
    readonly duration?: Time;
    readonly accessLogType?: number;
  };
  readonly request?: Fields & { readonly requestHeaders?: Readonly<Record<string, string>> };
  readonly response?: Fields & {
    readonly responseCode?: { readonly value?: number };
    readonly responseHeaders?: Readonly<Record<string, string>>;
    readonly responseTrailers?: Readonly<Record<string, string>>;
  };
}

interface Time {
  readonly seconds?: number;
  readonly nanos?: number;
}

type Struct = { readonly fields?: Readonly<Record<string, Value>> };

interface Value {
  readonly numberValue?: number;
  readonly stringValue?: Uint8Array;
  readonly boolValue?: boolean;
  readonly structValue?: Struct;
}

type Fields = Readonly<Record<string, unknown>>;

const shortNames: Readonly<Record<string, string>> = {
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
};

/** The entry as the profile describes it: the oracle for the reader. */
function byProfile(bytes: Uint8Array): LogEntry {
  const entry = profile.toObject(profile.decode(bytes)) as ProfileEntry;
  const { commonProperties: common, request, response } = entry;
  return {
    common: common && {
      startTimeUs: microseconds(common.startTime),
      timeToLastRxByteUs: microseconds(common.timeToLastRxByte),
      timeToFirstUpstreamTxByteUs: microseconds(common.timeToFirstUpstreamTxByte),
      timeToLastUpstreamRxByteUs: microseconds(common.timeToLastUpstreamRxByte),
      durationUs: microseconds(common.duration),
      flags: new Set(
        Object.entries(common.responseFlags ?? {}).flatMap(([name, raised]) =>
          raised ? [shortNames[name] ?? name] : [],
        ),
      ) as never,
      captured: captured(common.metadata?.filterMetadata?.['umbra']),
      routeName: common.routeName ?? '',
      accessLogType: common.accessLogType ?? 0,
    },
    request: request && {
      method: (request['requestMethod'] as number | undefined) ?? 0,
      path: (request['path'] as string | undefined) ?? '',
      originalPath: (request['originalPath'] as string | undefined) ?? '',
      headers: inLowerCase(request.requestHeaders),
    },
    response: response && {
      code: response.responseCode?.value ?? 0,
      headers: inLowerCase(response.responseHeaders),
      trailers: response.responseTrailers && inLowerCase(response.responseTrailers),
      details: (response['responseCodeDetails'] as string | undefined) ?? '',
    },
  };
}

function microseconds(time: Time | undefined): number | undefined {
  return time && (time.seconds ?? 0) * 1_000_000 + Math.trunc((time.nanos ?? 0) / 1_000);
}

function inLowerCase(headers: Readonly<Record<string, string>> = {}): Record<string, string> {
  const lowered: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) lowered[name.toLowerCase()] = value;
  return lowered;
}

function captured(struct: Struct | undefined): LogCaptured | undefined {
  const text = (value: Value | undefined) => value?.stringValue && Buffer.from(value.stringValue).toString();
  const body = (value: Value | undefined) => {
    const fields = value?.structValue?.fields;
    return (
      fields?.['body'] && {
        data: Buffer.from(fields['body'].stringValue ?? []),
        base64: fields['base64']?.boolValue ?? false,
        totalBytes: fields['bytes']?.numberValue ?? 0,
        truncated: fields['truncated']?.boolValue ?? false,
      }
    );
  };
  return (
    struct && {
      id: text(struct.fields?.['id']),
      key: text(struct.fields?.['key']),
      request: body(struct.fields?.['request']),
      response: body(struct.fields?.['response']),
    }
  );
}

describe('the reader of log entries', () => {
  test('reads of any entry what the profile says', () => {
    fc.assert(
      fc.property(anyLogEntry, (given) => {
        const bytes = encodeEntry(logEntry(given));
        expect(readLogEntry(bytes)).toEqual(byProfile(bytes));
      }),
      { numRuns: 500 },
    );
  });

  test.each(Object.entries(shortNames))('knows the flag %s as %s', (flag, name) => {
    const bytes = encodeEntry(logEntry({ id: null, flags: { [flag]: true } }));
    expect([...(readLogEntry(bytes).common?.flags ?? [])]).toEqual([name]);
  });

  test('reads a message with the entries in it, and who sent it', () => {
    const message = readLogMessage(
      encodeLogMessage(
        [logEntry({ id: 'a-1', responseBody: 'text' }), logEntry({ id: 'a-2', requestComplete: false })],
        'envoy-1',
      ),
    );
    expect(message).toMatchObject({ node: 'envoy-1', tcpEntries: 0 });
    const [whole, cut] = message.httpEntries.map(readLogEntry);
    expect(Buffer.from(whole?.common?.captured?.response?.data ?? []).toString()).toBe('text');
    expect(whole?.common?.timeToLastRxByteUs).toBe(1_000);
    expect(cut?.common?.timeToLastRxByteUs).toBeUndefined();
  });

  test('takes what a map holds in either order', () => {
    // filter_metadata { value { fields { value { string_value: "x" } key: "id" } } key: "umbra" }
    const text = Buffer.from([0x1a, 1, 0x78]);
    const field = Buffer.from([0x12, text.length, ...text, 0x0a, 2, 0x69, 0x64]);
    const struct = Buffer.from([0x0a, field.length, ...field]);
    const map = Buffer.from([0x12, struct.length, ...struct, 0x0a, 5, ...Buffer.from('umbra')]);
    const metadata = Buffer.from([0x0a, map.length, ...map]);
    const common = Buffer.from([0x8a, 0x01, metadata.length, ...metadata]);
    const entry = readLogEntry(Buffer.from([0x0a, common.length, ...common]));
    expect(entry.common?.captured?.id).toBe('x');
  });
});
