import { isIP } from 'node:net';
import type { ConfigMessage } from '../envoy-api/encode.ts';
import type { HostPort, Migration, MirrorPolicy, Upstream } from '../migration/migration.ts';
import { copyTargets, type CopyTarget } from './copy-target.ts';
import { seconds } from './duration.ts';
import { headerLimits } from './header-limits.ts';
import { names } from './names.ts';

const unlimited = 4_294_967_295;

/**
 * How much longer each outer limit of the mirror is than the one inside it. The innermost must fire first, for only its
 * response flag tells a slow shadow from a client that left (envoy: UT, then UMSDR; the outermost looks like an abort).
 */
const limitStepMs = 500;

/** To the hop, which is in the same process: what takes longer never comes. */
const hopConnectMs = 5_000;

/**
 * Of each connection between a hop and the shadow or control behind it, and so what a worker reads of one at a time: at Envoy's usual 1 MiB,
 * hundreds of endless answers are hundreds of MiB, in memory and in every turn of a worker.
 */
export const hopBufferBytes = 65_536;

/** The longest a stuck shadow or control can hold up an upload of unknown length, milliseconds. */
export function mirrorCapMs({ timeoutMs }: Pick<MirrorPolicy, 'timeoutMs'>): number {
  return timeoutMs + 2 * limitStepMs;
}

export function clusters(migration: Migration): readonly ConfigMessage[] {
  return [
    primaryCluster(names.primary(migration.name), migration.primary),
    ...migration.routes.map((route, index) =>
      primaryCluster(names.plainUpstream(migration.name, index), route.upstream),
    ),
    ...copyTargets(migration).flatMap((target) => [
      copiedCluster(migration, target),
      hopCluster(migration, target),
    ]),
  ];
}

/** Endpoints for the clusters whose hosts are all addresses; names are resolved by Envoy itself, again and again. */
export function endpoints(migration: Migration): readonly ConfigMessage[] {
  const upstreams: readonly (readonly [string, Upstream])[] = [
    [names.primary(migration.name), migration.primary],
    ...migration.routes.map(
      (route, index) => [names.plainUpstream(migration.name, index), route.upstream] as const,
    ),
    ...copyTargets(migration).map(
      ({ side, upstream }) => [names.copied(migration.name, side), upstream] as const,
    ),
  ];
  return upstreams
    .filter(([, upstream]) => isAddressed(upstream))
    .map(([name, upstream]) => ({
      '@type': 'type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment',
      ...loadAssignment(name, upstream.hosts),
    }));
}

/** Breakers out of the way: an Envoy in front of production adds no limit that was not there before. */
function primaryCluster(name: string, upstream: Upstream): ConfigMessage {
  return {
    ...upstreamCluster(name, upstream, transparentHttp1, {}),
    circuit_breakers: { thresholds: [unlimitedThresholds('DEFAULT'), unlimitedThresholds('HIGH')] },
  };
}

function copiedCluster({ name, mirror }: Migration, { side, upstream }: CopyTarget): ConfigMessage {
  const limits = {
    max_stream_duration: seconds(mirror.timeoutMs + limitStepMs),
  };
  return {
    ...upstreamCluster(names.copied(name, side), upstream, copiesHttp1, limits),
    per_connection_buffer_limit_bytes: hopBufferBytes,
    circuit_breakers: { thresholds: [places('DEFAULT', 'reads'), places('HIGH', 'writes')] },
  };

  /**
   * Over HTTP/1.1 the place of a request is its connection, and others wait for one. They are not counted as requests as well: each
   * worker may open one connection more than the limit, and whoever had waited would then be refused.
   */
  function places(priority: 'DEFAULT' | 'HIGH', kind: 'reads' | 'writes'): ConfigMessage {
    const [most, pending] = [mirror.maxConcurrent[kind], mirror.maxPending[kind]];
    return { ...thresholds(priority, most, pending), max_requests: upstream.http2 ? most : most + pending };
  }
}

/**
 * The mirror's own cluster. Its duration cap is what keeps a stuck shadow from stalling production: Envoy passes the
 * copy's back-pressure on to the client, and no route timeout ends that. High breakers here, low ones on the shadow,
 * because an overflow here leaves no access log entry and one there does.
 */
function hopCluster(migration: Migration, { side }: CopyTarget): ConfigMessage {
  const name = names.hop(migration.name, side);
  return {
    '@type': 'type.googleapis.com/envoy.config.cluster.v3.Cluster',
    name,
    type: 'STATIC',
    connect_timeout: seconds(hopConnectMs),
    load_assignment: {
      cluster_name: name,
      endpoints: [
        {
          lb_endpoints: [
            {
              endpoint: {
                address: {
                  envoy_internal_address: {
                    server_listener_name: names.hopListener(migration.name, side),
                    endpoint_id: name,
                  },
                },
              },
            },
          ],
        },
      ],
    },
    circuit_breakers: { thresholds: [unlimitedThresholds('DEFAULT'), unlimitedThresholds('HIGH')] },
    typed_extension_protocol_options: protocolOptions(copiesHttp1, {
      max_stream_duration: seconds(mirrorCapMs(migration.mirror)),
    }),
  };
}

function upstreamCluster(
  name: string,
  upstream: Upstream,
  http1: ConfigMessage,
  common: ConfigMessage,
): ConfigMessage {
  return {
    '@type': 'type.googleapis.com/envoy.config.cluster.v3.Cluster',
    name,
    connect_timeout: seconds(upstream.connectTimeoutMs),
    ...(isAddressed(upstream)
      ? { type: 'EDS', eds_cluster_config: { eds_config: { ads: {}, resource_api_version: 'V3' } } }
      : {
          type: 'STRICT_DNS',
          dns_lookup_family: 'V4_PREFERRED',
          load_assignment: loadAssignment(name, upstream.hosts),
        }),
    typed_extension_protocol_options: protocolOptions(upstream.http2 ? 'http2' : http1, {
      idle_timeout: seconds(upstream.idleTimeoutMs),
      ...common,
    }),
    ...(upstream.tls === undefined ? {} : { transport_socket: upstreamTls(upstream.tls) }),
  };
}

function isAddressed(upstream: Upstream): boolean {
  return upstream.hosts.every(({ host }) => isIP(host) !== 0);
}

function loadAssignment(name: string, hosts: readonly HostPort[]): ConfigMessage {
  return {
    cluster_name: name,
    endpoints: [
      {
        lb_endpoints: hosts.map(({ host, port }) => ({
          endpoint: { address: { socket_address: { address: host, port_value: port } } },
        })),
      },
    ],
  };
}

/** Envoy's own are 100 fields and 60 kB, and what is over them becomes a 502: an upstream may send all that a client may. */
const answerHeaderLimits: ConfigMessage = {
  max_headers_count: headerLimits.count,
  max_response_headers_kb: headerLimits.kilobytes,
};

/** HTTP/1 keeps the case of header names and passes trailers on, as a direct connection would. */
export const transparentHttp1: ConfigMessage = {
  enable_trailers: true,
  header_key_format: {
    stateful_formatter: {
      name: 'preserve_case',
      typed_config: {
        '@type':
          'type.googleapis.com/envoy.extensions.http.header_formatters.preserve_case.v3.PreserveCaseFormatterConfig',
        forward_reason_phrase: true,
      },
    },
  },
};

/** For copies, whose header names are lower case already; the case of an answer that nobody gets is worth nothing. */
const copiesHttp1: ConfigMessage = { enable_trailers: true };

function protocolOptions(http1: ConfigMessage | 'http2', common: ConfigMessage): ConfigMessage {
  return {
    'envoy.extensions.upstreams.http.v3.HttpProtocolOptions': {
      '@type': 'type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions',
      common_http_protocol_options: { ...answerHeaderLimits, ...common },
      explicit_http_config:
        http1 === 'http2' ? { http2_protocol_options: {} } : { http_protocol_options: http1 },
    },
  };
}

function upstreamTls(tls: NonNullable<Upstream['tls']>): ConfigMessage {
  return {
    name: 'envoy.transport_sockets.tls',
    typed_config: {
      '@type': 'type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext',
      sni: tls.serverName,
      common_tls_context: {
        validation_context: {
          trusted_ca: { filename: tls.trustedCaFile },
          match_typed_subject_alt_names: [{ san_type: 'DNS', matcher: { exact: tls.serverName } }],
        },
      },
    },
  };
}

function unlimitedThresholds(priority: 'DEFAULT' | 'HIGH'): ConfigMessage {
  return thresholds(priority, unlimited, unlimited);
}

/** A connection for each request, as HTTP/1.1 needs; `pending` wait for one. */
function thresholds(priority: 'DEFAULT' | 'HIGH', requests: number, pending: number): ConfigMessage {
  return { priority, max_connections: requests, max_pending_requests: pending, max_requests: requests };
}
