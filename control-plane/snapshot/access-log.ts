import { bootstrapNames } from '../../envoy/bootstrap-names.ts';
import type { ConfigMessage } from '../envoy-api/encode.ts';
import type { Migration } from '../migration/migration.ts';
import { seconds } from './duration.ts';

export interface AccessLogLimits {
  /** Entries wait at most this long in Envoy; a halted or killed Envoy loses at most this much. */
  readonly flushMs: number;
  /** Per worker. 0 would mean unbounded. */
  readonly bufferBytes: number;
}

/**
 * The same on every listener and hop: loggers with an identical common_config share one stream per worker, and only so do
 * the two halves of a pair arrive at one comparator. That is why a migration cannot have limits of its own here.
 */
function commonConfig({ flushMs, bufferBytes }: AccessLogLimits): ConfigMessage {
  return {
    log_name: 'umbra',
    transport_api_version: 'V3',
    grpc_service: { envoy_grpc: { cluster_name: bootstrapNames.comparatorCluster } },
    buffer_flush_interval: seconds(flushMs),
    buffer_size_bytes: bufferBytes,
  };
}

/** What decides how a body is read, and what a conditional or partial answer depends on. Never a credential. */
const requestHeaders = [
  'content-type',
  'content-encoding',
  'if-match',
  'if-none-match',
  'if-unmodified-since',
  'range',
];
const responseHeaders = [
  'content-type',
  'content-encoding',
  'content-length',
  'location',
  'grpc-encoding',
  // Here where a call has no message, and a trailer otherwise.
  'grpc-status',
];
const responseTrailers = ['grpc-status'];

/** Logs what was captured on the primary side, aborted requests included; entries without an id are not ours. */
export function primaryAccessLog(migration: Migration, limits: AccessLogLimits): ConfigMessage {
  return {
    ...accessLog(migration, limits),
    filter: {
      metadata_filter: {
        matcher: { filter: 'umbra', path: [{ key: 'id' }], value: { present_match: true } },
        match_if_key_not_found: false,
      },
    },
  };
}

/** Logs everything that reaches the hop: an entry without an id there tells of an error in the capture script. */
export function hopAccessLog(migration: Migration, limits: AccessLogLimits): ConfigMessage {
  return accessLog(migration, limits);
}

function accessLog(migration: Migration, limits: AccessLogLimits): ConfigMessage {
  const { headers, build } = migration.compare;
  return {
    name: 'envoy.access_loggers.http_grpc',
    typed_config: {
      '@type': 'type.googleapis.com/envoy.extensions.access_loggers.grpc.v3.HttpGrpcAccessLogConfig',
      common_config: commonConfig(limits),
      additional_request_headers_to_log: requestHeaders,
      additional_response_headers_to_log: [
        ...new Set([...responseHeaders, ...headers, ...(build === undefined ? [] : [build])]),
      ],
      additional_response_trailers_to_log: responseTrailers,
    },
  };
}
