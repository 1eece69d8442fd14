import { Server, ServerCredentials, status, type ServiceDefinition } from '@grpc/grpc-js';
import type { Log } from '../../../platform/log/logger.ts';
import { resourceTypes, type Snapshot } from '../../snapshot/snapshot.ts';
import { refuseEmpty, type PublishOptions } from '../../xds/empty-snapshot.ts';
import { keepUnchanged } from '../../xds/keep-unchanged.ts';
import type { Variant } from '../../xds/session.ts';
import type { XdsMetrics } from '../../xds/xds-metrics.ts';
import { AdsStream, type AdsCall } from './ads-stream.ts';
import { KnownNodes, type NodeState, type Remembering } from './known-nodes.ts';

export interface ServeXdsOptions {
  readonly host: string;
  /** 0 means any free one. */
  readonly port: number;
  readonly log: Log;
  readonly metrics: XdsMetrics;
  /** Streams served at once; one more is told to come back later. */
  readonly maxStreams?: number;
  readonly maxRequestBytes?: number;
  /** A connection without traffic is asked for a sign of life this often, and closed where none comes in time. */
  readonly keepalive?: { readonly everyMs: number; readonly timeoutMs: number };
  /** Disconnected nodes that `nodes()` still lists. */
  readonly remember?: Remembering;
}

export interface XdsServer {
  readonly port: number;
  /** The connected Envoys, and those that were connected lately. */
  nodes(): NodeState[];
  /**
   * Brings every Envoy to `snapshot`. Until the first one is published, requests wait unanswered.
   *
   * @throws EmptySnapshotError for one without clusters or listeners, unless `allowEmpty`; nothing is changed then.
   */
  publish(snapshot: Snapshot, options?: PublishOptions): void;
  /** Ends all streams, as unavailable, and stops listening. */
  close(): Promise<void>;
}

const shutdownDeadlineMs = 2_000;

/** Serves the aggregated discovery service, state-of-the-world and incremental. */
export async function serveXds({
  host,
  port,
  log,
  metrics,
  maxStreams = 1_000,
  maxRequestBytes = 4 * 1024 * 1024,
  keepalive = { everyMs: 20_000, timeoutMs: 10_000 },
  remember = { nodes: 1_000, ms: 60 * 60 * 1_000 },
}: ServeXdsOptions): Promise<XdsServer> {
  const nodes = new KnownNodes(remember);
  const streams = new Set<AdsStream>();
  let newest: Snapshot | undefined;
  let renewal: { readonly everyMs: number; readonly timer: NodeJS.Timeout } | undefined;

  const open = (variant: Variant) => (call: AdsCall) => {
    if (streams.size >= maxStreams) {
      metrics.streamRefused('too-many-streams');
      const details = `This control plane serves at most ${maxStreams} streams at once.`;
      call.emit('error', { code: status.RESOURCE_EXHAUSTED, details });
      return;
    }
    const onClosed = (stream: AdsStream) => streams.delete(stream);
    streams.add(new AdsStream({ call, variant, nodes, log, metrics, snapshot: () => newest, onClosed }));
  };

  const renewEvery = (everyMs: number | undefined) => {
    if (renewal?.everyMs === everyMs) return;
    clearInterval(renewal?.timer);
    renewal = everyMs === undefined ? undefined : { everyMs, timer: setInterval(renewAll, everyMs) };
  };
  const renewAll = () => {
    for (const stream of streams) stream.renew();
  };

  const server = new Server({
    'grpc.max_receive_message_length': maxRequestBytes,
    'grpc.max_concurrent_streams': maxStreams,
    'grpc.keepalive_time_ms': keepalive.everyMs,
    'grpc.keepalive_timeout_ms': keepalive.timeoutMs,
  });
  server.addService(aggregatedDiscoveryService, {
    StreamAggregatedResources: open('sotw'),
    DeltaAggregatedResources: open('delta'),
  });
  const bound = await bind(server, host, port);

  return {
    port: bound,
    nodes: () => nodes.states(new Date()),
    publish: (snapshot, options = {}) => {
      refuseEmpty(snapshot, options);
      newest = keepUnchanged(newest, snapshot);
      renewEvery(renewalPeriodMs(newest));
      for (const stream of streams) stream.follow(newest);
    },
    close: async () => {
      renewEvery(undefined);
      for (const stream of streams) stream.end(status.UNAVAILABLE, 'The control plane is stopping.');
      await shutDown(server);
    },
  };
}

const bytes = (message: Buffer): Buffer => message;

function method(name: string) {
  return {
    path: `/envoy.service.discovery.v3.AggregatedDiscoveryService/${name}`,
    requestStream: true,
    responseStream: true,
    requestSerialize: bytes,
    requestDeserialize: bytes,
    responseSerialize: bytes,
    responseDeserialize: bytes,
  };
}

/** Messages stay bytes here: a request that does not parse is answered by its stream, a response is assembled there. */
const aggregatedDiscoveryService: ServiceDefinition = {
  StreamAggregatedResources: method('StreamAggregatedResources'),
  DeltaAggregatedResources: method('DeltaAggregatedResources'),
};

/** A third of the shortest time to live, so that one lost renewal does no harm; undefined where nothing expires. */
function renewalPeriodMs(snapshot: Snapshot): number | undefined {
  let shortest = Infinity;
  for (const type of resourceTypes) {
    for (const { ttlSeconds } of snapshot[type].resources.values())
      shortest = Math.min(shortest, ttlSeconds ?? Infinity);
  }
  return shortest === Infinity ? undefined : (shortest * 1_000) / 3;
}

async function bind(server: Server, host: string, port: number): Promise<number> {
  const address = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  return new Promise((resolve, reject) => {
    server.bindAsync(address, ServerCredentials.createInsecure(), (cause, bound) => {
      if (cause === null) resolve(bound);
      else
        reject(
          new Error(`Cannot listen for Envoys on ${address}: ${cause.message}. Is the port in use?`, {
            cause,
          }),
        );
    });
  });
}

/** Waits for the streams' last bytes, but not for ever for a client that does not read them. */
async function shutDown(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    const overdue = setTimeout(() => {
      server.forceShutdown();
      resolve();
    }, shutdownDeadlineMs);
    server.tryShutdown(() => {
      clearTimeout(overdue);
      resolve();
    });
  });
}
