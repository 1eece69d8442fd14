import { readFileSync } from 'node:fs';
import protobuf from 'protobufjs';

/** A report as Envoy's OpenTelemetry sink sends it, of counters by their full names. */
export function exportedCounters(counters: Readonly<Record<string, number>>, node = 'envoy-1'): Buffer {
  const source = readFileSync(new URL('../../protos/umbra/metrics.proto', import.meta.url), 'utf8');
  const type = protobuf.parse(source).root.lookupType('umbra.metrics.ExportMetricsServiceRequest');
  const metrics = Object.entries(counters).map(([name, asInt]) => ({
    name,
    sum: { dataPoints: [{ startTimeUnixNano: 1_700_000_000_000_000, asInt }] },
  }));
  const attributes = [{ key: 'service.instance.id', value: { stringValue: node } }];
  const message = { resourceMetrics: [{ resource: { attributes }, scopeMetrics: [{ metrics }] }] };
  return Buffer.from(type.encode(type.fromObject(message)).finish());
}
