/**
 * Our xDS server as the benchmark `xds` drives it, a process of its own: POST /prepare takes a `DiscoveryResponse` with the
 * resources of every type, POST /publish serves what was prepared last. It ends with its standard input.
 */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Registry } from 'prom-client';
import { serveXds } from '../control-plane/adapters/grpc/serve-xds.ts';
import { createXdsMetrics } from '../control-plane/adapters/metrics/xds-metrics.ts';
import { envoyTypes } from '../control-plane/envoy-api/envoy-types.ts';
import {
  byResourceType,
  typeUrls,
  type EncodedResource,
  type ResourceSet,
  type ResourceType,
  type Snapshot,
} from '../control-plane/snapshot/snapshot.ts';
import { createLog } from '../platform/log/logger.ts';

interface Any {
  readonly type_url: string;
  readonly value: Uint8Array;
}

function snapshotOf(contents: Buffer): Snapshot {
  const { resources } = envoyTypes()
    .lookupType('envoy.service.discovery.v3.DiscoveryResponse')
    .decode(contents) as unknown as { resources: readonly Any[] };
  const setOf = (type: ResourceType): ResourceSet => {
    const encoded = resources
      .filter(({ type_url: typeUrl }) => typeUrl === typeUrls[type])
      .map(encodedResource);
    return {
      version: digest(encoded.map(({ version }) => version).join()),
      resources: new Map(encoded.map((resource) => [resource.name, resource])),
    };
  };
  return byResourceType(setOf);
}

function encodedResource(any: Any): EncodedResource {
  const bytes = Buffer.from(envoyTypes().lookupType('google.protobuf.Any').encode(any).finish());
  const { name } = envoyTypes()
    .lookupType(any.type_url.slice(any.type_url.indexOf('/') + 1))
    .decode(any.value) as unknown as { name: string };
  return { name, version: digest(bytes), any: bytes, ttlSeconds: undefined };
}

function digest(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 16);
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

const xds = await serveXds({
  host: '127.0.0.1',
  port: 0,
  log: createLog({ service: 'bench', destination: process.stderr }),
  metrics: createXdsMetrics(new Registry()),
});
let prepared: Snapshot | undefined;
const control = createServer((request, response) => {
  void bodyOf(request).then((body) => {
    if (request.url === '/prepare') prepared = snapshotOf(body);
    else if (prepared !== undefined) xds.publish(prepared);
    response.end();
  });
});
control.listen(0, '127.0.0.1', () => {
  const { port } = control.address() as AddressInfo;
  console.log(JSON.stringify({ xdsPort: xds.port, controlPort: port }));
});
process.stdin.resume().once('end', () => process.exit());
