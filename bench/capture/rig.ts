import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Registry } from 'prom-client';
import { startAccessLogService } from '../../comparator/adapters/grpc/access-log-service.ts';
import { serveXds } from '../../control-plane/adapters/grpc/serve-xds.ts';
import { createXdsMetrics } from '../../control-plane/adapters/metrics/xds-metrics.ts';
import { encodeSnapshot } from '../../control-plane/snapshot/build-snapshot.ts';
import { ensureEnvoy } from '../../envoy/install.ts';
import { startEnvoy } from '../../envoy/run.ts';
import { createLog } from '../../platform/log/logger.ts';
import { untilAccepting } from '../../platform/net/accepting.ts';
import { freePorts } from '../../platform/net/free-port.ts';
import { eventually } from '../../test/system/rig/eventually.ts';
import { processCpuMs } from '../process-cpu.ts';
import type { ClosedLoopOrder, ClosedLoopResult } from './closed-loop-client.ts';
import type { UpstreamCounts, UpstreamPorts } from './fixed-upstream.ts';
import { renderVariants, type Variant } from './variants.ts';

export interface CaptureRig {
  /**
   * CPU of Envoy for one request through this variant's listener, microseconds: of all it does for it, until the shadow has
   * every copy and the consumer every access log entry.
   */
  cpuPerRequest(variant: Variant, requests: number): Promise<number>;
  stop(): Promise<void>;
}

const connections = 16;
const mirrorTtlSeconds = 60;
const host = '127.0.0.1';

/**
 * One real Envoy with one worker and a listener for each variant, so that nothing but the configuration differs between them:
 * two processes with the same one differ by several percent. Configured by the product's own xDS server, its logs are read and
 * decoded as the comparator does; client and upstreams are processes of their own.
 */
export async function startCaptureRig(variants: readonly Variant[]): Promise<CaptureRig> {
  const upstream = startChild('./fixed-upstream.ts');
  const client = startChild('./closed-loop-client.ts');
  const [upstreamPorts] = (await once(upstream, 'message')) as [UpstreamPorts];
  const anyPort = { port: 0, purpose: 'a benchmark', option: 'none' };
  const [adminPort = 0, ...listenerPorts] = await freePorts([anyPort, ...variants.map(() => anyPort)]);
  const portOf = new Map(variants.map((variant, index) => [variant, listenerPorts[index] ?? 0]));

  const received = { entries: 0 };
  const consumer = await startConsumer(() => (received.entries += 1));
  const xds = await serveXds({
    host,
    port: 0,
    log: createLog({ service: 'bench', level: 'error' }),
    metrics: createXdsMetrics(new Registry()),
  });
  const rendered = renderVariants(
    [...portOf].map(([variant, listener]) => [variant, { listener, ...upstreamPorts }]),
  );
  xds.publish(encodeSnapshot(rendered, mirrorTtlSeconds));
  const directory = await mkdtemp(path.join(tmpdir(), 'umbra-bench-'));
  const envoy = await startEnvoy({
    binary: await ensureEnvoy(),
    directory,
    nodeId: 'bench',
    admin: { host, port: adminPort },
    controlPlane: { host, port: xds.port },
    comparator: { host, port: consumer.port },
    variant: 'delta',
    concurrency: 1,
  });
  for (const port of listenerPorts)
    if (!(await untilAccepting({ host, port }, 10_000)))
      throw new Error(`Envoy did not open port ${port}: ${envoy.tail()}`);

  const send = async (order: ClosedLoopOrder): Promise<void> => {
    const result = await ask<ClosedLoopResult>(client, order);
    if ('error' in result) throw new Error(`the load failed: ${result.error}`);
  };
  const copiesSeen = async (): Promise<number> => (await ask<UpstreamCounts>(upstream, 'counts')).shadow;

  return {
    async cpuPerRequest(variant, requests) {
      const port = portOf.get(variant) ?? 0;
      const copies = (await copiesSeen()) + variant.copies * requests;
      const entries = received.entries + variant.entries * requests;
      const before = processCpuMs(envoy.pid);
      await send({ port, requests, connections });
      await eventually(`${requests} copies and their log entries of ${variant.name}`, async () => {
        return received.entries === entries && (await copiesSeen()) === copies;
      });
      return ((processCpuMs(envoy.pid) - before) * 1_000) / requests;
    },
    async stop() {
      await envoy.stop();
      await xds.close();
      await consumer.close();
      upstream.disconnect();
      client.disconnect();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function startConsumer(onEntry: () => void): ReturnType<typeof startAccessLogService> {
  const ignore = (): void => undefined;
  return startAccessLogService({
    host,
    port: 0,
    receiver: {
      exchange: () => {
        onEntry();
        return true;
      },
      malformed: onEntry,
      oddity: ignore,
      report: ignore,
      streamStarted: ignore,
      streamNamed: ignore,
      streamEnded: ignore,
    },
  });
}

/** A child that ends when the connection to us does. */
function startChild(file: string): ChildProcess {
  return fork(new URL(file, import.meta.url), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
}

async function ask<Answer>(child: ChildProcess, question: ClosedLoopOrder | 'counts'): Promise<Answer> {
  child.send(question);
  const [answer] = (await once(child, 'message')) as [Answer];
  return answer;
}
