import { encodeAny, type ConfigMessage } from '../control-plane/envoy-api/encode.ts';
import { envoyTypes } from '../control-plane/envoy-api/envoy-types.ts';

/** Name of the one route configuration. */
export const routesName = 'shop';

/** Of a service mesh's size: 500 clusters (46 kB) and 501 routes (30 kB), each mirrored to the next cluster. */
const clusterCount = 500;

/** Both servers are told the resources of every type in the same bytes: a `DiscoveryResponse`. */
export function serialiseContents({ clusters, routes }: { clusters: number; routes: number }): Buffer {
  const messages = [...clusterMessages(clusters), listenerMessage, routeMessage(routes)];
  const any = envoyTypes().lookupType('google.protobuf.Any');
  const type = envoyTypes().lookupType('envoy.service.discovery.v3.DiscoveryResponse');
  const resources = messages.map((message) => any.decode(encodeAny(message)));
  return Buffer.from(type.encode(type.create({ resources })).finish());
}

/** One of them changes with the revision. */
function clusterMessages(revision: number): ConfigMessage[] {
  return Array.from({ length: clusterCount }, (_, index) => {
    const name = clusterName(index);
    return {
      '@type': 'type.googleapis.com/envoy.config.cluster.v3.Cluster',
      name,
      alt_stat_name: index === 0 ? `revision-${revision}` : name,
      connect_timeout: '1s',
      type: 'STATIC',
      load_assignment: {
        cluster_name: name,
        endpoints: [{ lb_endpoints: [endpoint(3_000), endpoint(3_001)] }],
      },
    };
  });
}

function routeMessage(revision: number): ConfigMessage {
  const version: ConfigMessage = {
    match: { path: '/version' },
    direct_response: { status: 200, body: { inline_string: String(revision) } },
  };
  const routes = Array.from({ length: clusterCount }, (_, index): ConfigMessage => ({
    name: `r-${index}`,
    match: { prefix: `/${clusterName(index)}/` },
    route: {
      cluster: clusterName(index),
      timeout: '5s',
      request_mirror_policies: [
        {
          cluster: clusterName((index + 1) % clusterCount),
          runtime_fraction: { default_value: { numerator: 10 } },
        },
      ],
    },
  }));
  return {
    '@type': 'type.googleapis.com/envoy.config.route.v3.RouteConfiguration',
    name: routesName,
    virtual_hosts: [{ name: 'all', domains: ['*'], routes: [version, ...routes] }],
  };
}

const listenerMessage: ConfigMessage = {
  '@type': 'type.googleapis.com/envoy.config.listener.v3.Listener',
  name: 'shop',
  address: { socket_address: { address: '127.0.0.1', port_value: 10_000 } },
  filter_chains: [
    {
      filters: [
        {
          name: 'envoy.filters.network.http_connection_manager',
          typed_config: {
            '@type':
              'type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager',
            stat_prefix: 'shop',
            rds: { route_config_name: routesName, config_source: { ads: {}, resource_api_version: 'V3' } },
            http_filters: [
              {
                name: 'envoy.filters.http.router',
                typed_config: {
                  '@type': 'type.googleapis.com/envoy.extensions.filters.http.router.v3.Router',
                },
              },
            ],
          },
        },
      ],
    },
  ],
};

function clusterName(index: number): string {
  return `svc-${String(index).padStart(4, '0')}`;
}

function endpoint(port: number): ConfigMessage {
  return { endpoint: { address: { socket_address: { address: '127.0.0.1', port_value: port } } } };
}
