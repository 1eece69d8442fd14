import type { ConfigMessage } from '../envoy-api/encode.ts';
import type { Listener, Migration } from '../migration/migration.ts';
import { hopAccessLog, primaryAccessLog, type AccessLogLimits } from './access-log.ts';
import { captureFilter } from './capture-filter.ts';
import { hopBufferBytes, transparentHttp1 } from './clusters.ts';
import { copyTargets, type CopyTarget } from './copy-target.ts';
import { headerLimits, hopHeaderLimits } from './header-limits.ts';
import { copiedIdFilter } from './mirror-copy.ts';
import { names } from './names.ts';

const answerKibibytesPerSecond = 65_536;

export interface ListenerSettings {
  /** The text of the capture filter. */
  readonly captureScript: string;
  readonly accessLog: AccessLogLimits;
}

/** The listener in front of production: it changes nothing it does not have to (docs/transparency.md). */
export function listener(
  migration: Migration,
  { captureScript, accessLog }: ListenerSettings,
): ConfigMessage {
  return {
    '@type': 'type.googleapis.com/envoy.config.listener.v3.Listener',
    name: names.listener(migration.name),
    address: { socket_address: { address: migration.listener.host, port_value: migration.listener.port } },
    filter_chains: [
      {
        filters: [
          connectionManager({
            statPrefix: names.listener(migration.name),
            routes: names.routes(migration.name),
            filters: [captureFilter(migration, 'primary', captureScript)],
            accessLog: primaryAccessLog(migration, accessLog),
            extra: {
              ...requestHeaders(headerLimits),
              ...clientIdentity(migration.listener),
              upgrade_configs: [{ upgrade_type: 'websocket' }],
            },
          }),
        ],
        ...(migration.listener.tls === undefined
          ? {}
          : { transport_socket: downstreamTls(migration.listener.tls) }),
      },
    ],
  };
}

export function hopListeners(migration: Migration, settings: ListenerSettings): readonly ConfigMessage[] {
  return copyTargets(migration).map((target) => hopListener(migration, target, settings));
}

/** A hop: what copies go through on their way to the shadow, or to the control, with limits and a capture of its own. */
function hopListener(
  migration: Migration,
  { side }: CopyTarget,
  { captureScript, accessLog }: ListenerSettings,
): ConfigMessage {
  const name = names.hopListener(migration.name, side);
  return {
    '@type': 'type.googleapis.com/envoy.config.listener.v3.Listener',
    name,
    internal_listener: {},
    per_connection_buffer_limit_bytes: hopBufferBytes,
    filter_chains: [
      {
        filters: [
          connectionManager({
            statPrefix: name,
            routes: names.hopRoutes(migration.name, side),
            filters: [copiedIdFilter, captureFilter(migration, side, captureScript), answerPace(name)],
            accessLog: hopAccessLog(migration, accessLog),
            extra: {
              ...requestHeaders(hopHeaderLimits),
              // The case of names that nobody is sent is worth no CPU.
              http_protocol_options: { ...http1, header_key_format: undefined },
            },
          }),
        ],
      },
    ],
  };
}

/**
 * A hop's answers, all together, no faster than this: workers that read one without an end, as fast as it comes, keep
 * production waiting (400 requests a second: p50 1.9 ms became 580 ms, 2026-11-26).
 */
function answerPace(hop: string): ConfigMessage {
  return {
    name: 'envoy.filters.http.bandwidth_limit',
    typed_config: {
      '@type': 'type.googleapis.com/envoy.extensions.filters.http.bandwidth_limit.v3.BandwidthLimit',
      stat_prefix: hop,
      enable_mode: 'RESPONSE',
      limit_kbps: answerKibibytesPerSecond,
    },
  };
}

interface ConnectionManagerParts {
  readonly statPrefix: string;
  readonly routes: string;
  /** Before the router, in the order of a request. */
  readonly filters: readonly ConfigMessage[];
  readonly accessLog: ConfigMessage;
  readonly extra: ConfigMessage;
}

function connectionManager({
  statPrefix,
  routes,
  filters,
  accessLog,
  extra,
}: ConnectionManagerParts): ConfigMessage {
  return {
    name: 'envoy.filters.network.http_connection_manager',
    typed_config: {
      '@type':
        'type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager',
      stat_prefix: statPrefix,
      rds: { route_config_name: routes, config_source: { ads: {}, resource_api_version: 'V3' } },
      ...transparency,
      ...extra,
      http_filters: [
        ...filters,
        {
          name: 'envoy.filters.http.router',
          typed_config: {
            '@type': 'type.googleapis.com/envoy.extensions.filters.http.router.v3.Router',
            suppress_envoy_headers: true,
          },
        },
      ],
      access_log: [accessLog],
    },
  };
}

/**
 * Offers to change the protocol, such as `TLS/1.2`, which a server may ignore (RFC 9110, 7.8) and common ones do; Envoy would
 * refuse the request with 403. Of the registered names only `websocket` begins with a W, and that one is passed on.
 */
const optionalUpgrades: ConfigMessage = { safe_regex: { regex: '(?i)[^w].*' } };

const http1: ConfigMessage = {
  ...transparentHttp1,
  accept_http_10: true,
  ignore_http_11_upgrade: [optionalUpgrades],
};

/** Each line undoes a default of Envoy's that a client or the primary could notice. */
const transparency: ConfigMessage = {
  server_header_transformation: 'PASS_THROUGH',
  generate_request_id: false,
  preserve_external_request_id: true,
  normalize_path: false,
  merge_slashes: false,
  path_with_escaped_slashes_action: 'KEEP_UNCHANGED',
  proxy_100_continue: true,
  request_timeout: '0s',
  stream_idle_timeout: '0s',
  http_protocol_options: http1,
};

function requestHeaders(limits: { readonly count: number; readonly kilobytes: number }): ConfigMessage {
  return {
    common_http_protocol_options: { idle_timeout: '0s', max_headers_count: limits.count },
    max_request_headers_kb: limits.kilobytes,
  };
}

function clientIdentity(listener: Listener): ConfigMessage {
  return listener.forwardedFor === 'append'
    ? { use_remote_address: true, xff_num_trusted_hops: listener.trustedHops }
    : { use_remote_address: false, skip_xff_append: true };
}

function downstreamTls(tls: NonNullable<Listener['tls']>): ConfigMessage {
  return {
    name: 'envoy.transport_sockets.tls',
    typed_config: {
      '@type': 'type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext',
      common_tls_context: {
        alpn_protocols: ['h2', 'http/1.1'],
        tls_certificates: [
          { certificate_chain: { filename: tls.certificateFile }, private_key: { filename: tls.keyFile } },
        ],
      },
    },
  };
}
