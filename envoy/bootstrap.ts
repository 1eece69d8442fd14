import { bootstrapNames } from './bootstrap-names.ts';
import { reportedStatistics } from './reported-statistics.ts';

export interface Address {
  readonly host: string;
  readonly port: number;
}

export interface BootstrapOptions {
  /** Names this Envoy to the control plane; unique among Envoys. */
  readonly nodeId: string;
  readonly admin: Address;
  /** The control plane's xDS port. */
  readonly controlPlane: Address;
  /** The comparator's port for exchanges. */
  readonly comparator: Address;
  readonly variant: 'state-of-the-world' | 'delta';
}

/**
 * What an Envoy is started with; everything else comes over ADS. The internal-listener extension and the runtime layer
 * must be here: neither can be added to a running Envoy.
 */
export function bootstrap(options: BootstrapOptions): object {
  const ads = { ads: {}, resource_api_version: 'V3' };
  return {
    node: { id: options.nodeId, cluster: 'umbra' },
    admin: { address: socketAddress(options.admin) },
    bootstrap_extensions: [
      {
        name: 'envoy.bootstrap.internal_listener',
        typed_config: {
          '@type': 'type.googleapis.com/envoy.extensions.bootstrap.internal_listener.v3.InternalListener',
        },
      },
    ],
    dynamic_resources: {
      ads_config: {
        api_type: options.variant === 'delta' ? 'DELTA_GRPC' : 'GRPC',
        transport_api_version: 'V3',
        set_node_on_first_message_only: true,
        grpc_services: [{ envoy_grpc: { cluster_name: bootstrapNames.controlPlaneCluster } }],
      },
      cds_config: ads,
      lds_config: ads,
    },
    ...reportedStatistics(options.nodeId),
    layered_runtime: {
      layers: [
        {
          name: bootstrapNames.runtimeLayer,
          rtds_layer: { name: bootstrapNames.runtimeLayer, rtds_config: ads },
        },
        { name: 'admin', admin_layer: {} },
      ],
    },
    static_resources: {
      clusters: [
        grpcCluster(bootstrapNames.controlPlaneCluster, options.controlPlane),
        grpcCluster(bootstrapNames.comparatorCluster, options.comparator),
      ],
    },
  };
}

/** STRICT_DNS, so that a service name works as well as an address. Keep-alive finds a peer that died without a word. */
function grpcCluster(name: string, address: Address): object {
  return {
    name,
    type: 'STRICT_DNS',
    connect_timeout: '1s',
    load_assignment: {
      cluster_name: name,
      endpoints: [{ lb_endpoints: [{ endpoint: { address: socketAddress(address) } }] }],
    },
    typed_extension_protocol_options: {
      'envoy.extensions.upstreams.http.v3.HttpProtocolOptions': {
        '@type': 'type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions',
        explicit_http_config: {
          http2_protocol_options: { connection_keepalive: { interval: '10s', timeout: '5s' } },
        },
      },
    },
  };
}

function socketAddress({ host, port }: Address): object {
  return { socket_address: { address: host, port_value: port } };
}
