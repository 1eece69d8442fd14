import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import protobuf from 'protobufjs';

const require = createRequire(import.meta.url);

let loaded: protobuf.Root | undefined;

/** Envoy's own description of the access log stream, the oracle for our slim one. */
export function envoyAccessLogTypes(): protobuf.Root {
  loaded ??= load();
  return loaded;
}

function load(): protobuf.Root {
  const deps = path.join(path.dirname(require.resolve('@grpc/grpc-js-xds/package.json')), 'deps');
  const folders = ['envoy-api', 'xds', 'googleapis', 'protoc-gen-validate'].map((name) =>
    path.join(deps, name),
  );
  folders.push(path.dirname(require.resolve('protobufjs/package.json')));
  const root = new protobuf.Root();
  root.resolvePath = (_origin, file) =>
    folders.map((folder) => path.join(folder, file)).find((candidate) => existsSync(candidate)) ?? file;
  root.loadSync('envoy/service/accesslog/v3/als.proto');
  root.resolveAll();
  return root;
}

export interface LoggedEntry {
  readonly migration?: string;
  readonly role?: 'mirror' | 'too-large' | 'shadow' | 'control';
  /** `<seed>-<number>`; null leaves it out. */
  readonly id: string | null;
  readonly key?: string;
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path?: string;
  readonly status?: number;
  readonly responseHeaders?: Readonly<Record<string, string>>;
  readonly responseTrailers?: Readonly<Record<string, string>>;
  readonly responseBody?: string;
  readonly requestBody?: string;
  readonly startedAtMs?: number;
  readonly durationMs?: number;
  readonly requestComplete?: boolean;
  readonly flags?: Readonly<Record<string, boolean>>;
  readonly details?: string;
  /** Laid over the entry, by Envoy's field names in camel case. */
  readonly commonProperties?: object;
}

/** An entry as an object of Envoy's HTTPAccessLogEntry, with everything else that a real Envoy fills in. */
export function logEntry(given: LoggedEntry): object {
  const { migration = 'orders-v2', role = 'mirror', status = 200, durationMs = 10 } = given;
  const startedAtMs = given.startedAtMs ?? 1_700_000_000_000;
  return {
    commonProperties: {
      sampleRate: 1,
      downstreamRemoteAddress: { socketAddress: { address: '10.0.0.1', portValue: 40_000 } },
      downstreamLocalAddress: { socketAddress: { address: '10.0.0.2', portValue: 10_000 } },
      startTime: time(startedAtMs),
      ...(given.requestComplete !== false && { timeToLastRxByte: time(1) }),
      timeToFirstUpstreamTxByte: time(1),
      timeToLastUpstreamTxByte: time(1),
      timeToFirstUpstreamRxByte: time(durationMs - 2),
      timeToLastUpstreamRxByte: time(durationMs - 1),
      timeToFirstDownstreamTxByte: time(durationMs - 1),
      timeToLastDownstreamTxByte: time(durationMs),
      upstreamRemoteAddress: { socketAddress: { address: '10.0.0.3', portValue: 8_080 } },
      upstreamCluster: `${migration}/primary`,
      responseFlags: given.flags ?? {},
      metadata: { filterMetadata: { umbra: { fields: captured(given) } } },
      routeName: `${migration}/${role}`,
      duration: time(durationMs),
      upstreamRequestAttemptCount: 1,
      streamId: '6cf5b0e8-6b0d-4a44-8d21-5dfa43a3bbd2',
      downstreamWireBytesSent: 300,
      downstreamWireBytesReceived: 200,
      accessLogType: 6,
      ...given.commonProperties,
    },
    protocolVersion: 2,
    request: {
      requestMethod: { GET: 1, POST: 3, PUT: 4, DELETE: 5 }[given.method ?? 'GET'],
      scheme: 'http',
      authority: 'shop.test',
      path: given.path ?? '/orders/1',
      requestId: '6cf5b0e8-6b0d-4a44-8d21-5dfa43a3bbd2',
      requestHeadersBytes: 200,
      requestHeaders: { 'content-type': 'application/json' },
    },
    response: {
      ...(status > 0 && { responseCode: { value: status } }),
      responseHeadersBytes: 120,
      responseBodyBytes: 17,
      responseHeaders: { 'content-type': 'application/json', ...given.responseHeaders },
      responseTrailers: given.responseTrailers ?? {},
      responseCodeDetails: given.details ?? 'via_upstream',
    },
  };
}

function captured({ id, key, requestBody, responseBody = '{"total":"10.00"}' }: LoggedEntry): object {
  return {
    ...(id !== null && { id: { stringValue: id } }),
    ...(key !== undefined && { key: { stringValue: key } }),
    ...(requestBody !== undefined && { request: body(requestBody) }),
    response: body(responseBody),
  };
}

function body(text: string): object {
  return {
    structValue: {
      fields: {
        body: { stringValue: text },
        base64: { boolValue: false },
        bytes: { numberValue: Buffer.byteLength(text) },
        truncated: { boolValue: false },
      },
    },
  };
}

function time(ms: number): object {
  return { seconds: Math.floor(ms / 1_000), nanos: Math.round((ms % 1_000) * 1_000_000) };
}

/** One entry on its own, encoded with Envoy's schema. */
export function encodeEntry(entry: object): Buffer {
  const type = envoyAccessLogTypes().lookupType('envoy.data.accesslog.v3.HTTPAccessLogEntry');
  return Buffer.from(type.encode(type.fromObject(entry)).finish());
}

/** A message of the stream, encoded with Envoy's schema; only the first one names the node. */
export function encodeLogMessage(entries: readonly object[], node?: string): Buffer {
  const type = envoyAccessLogTypes().lookupType('envoy.service.accesslog.v3.StreamAccessLogsMessage');
  const message = {
    ...(node !== undefined && { identifier: { node: { id: node, cluster: 'umbra' }, logName: 'umbra' } }),
    httpLogs: { logEntry: entries },
  };
  return Buffer.from(type.encode(type.fromObject(message)).finish());
}
