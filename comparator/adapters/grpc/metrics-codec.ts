import { readFileSync } from 'node:fs';
import protobuf from 'protobufjs';
import { toEnvoyReport, type CounterPoint, type EnvoyReport } from '../../reconcile/envoy-report.ts';

/** 64-bit integers come as objects. */
interface Long {
  toString(): string;
}

interface ExportRequest {
  readonly resourceMetrics: readonly {
    readonly resource: {
      readonly attributes: readonly {
        readonly key: string;
        readonly value: { readonly stringValue: string } | null;
      }[];
    } | null;
    readonly scopeMetrics: readonly {
      readonly metrics: readonly {
        readonly name: string;
        readonly sum: {
          readonly dataPoints: readonly { readonly startTimeUnixNano: Long; readonly asInt: Long }[];
        } | null;
      }[];
    }[];
  }[];
}

/** The attribute that the bootstrap puts Envoy's node id into. */
const nodeAttribute = 'service.instance.id';

/** Reads exported counters with `protos/umbra/metrics.proto`. Throws on bytes that are no such message. */
export function loadReportCodec(): (bytes: Uint8Array) => EnvoyReport[] {
  const source = readFileSync(new URL('../../../protos/umbra/metrics.proto', import.meta.url), 'utf8');
  const type = protobuf.parse(source).root.lookupType('umbra.metrics.ExportMetricsServiceRequest');
  return (bytes) => toReports(type.decode(bytes) as unknown as ExportRequest);
}

/** A report is of one process; one without counters or without a name says nothing. */
function toReports({ resourceMetrics }: ExportRequest): EnvoyReport[] {
  return resourceMetrics.flatMap(({ resource, scopeMetrics }) => {
    const node = resource?.attributes.find(({ key }) => key === nodeAttribute)?.value?.stringValue;
    const points: CounterPoint[] = [];
    let started: string | undefined;
    for (const { name, sum } of scopeMetrics.flatMap(({ metrics }) => metrics)) {
      for (const { startTimeUnixNano, asInt } of sum?.dataPoints ?? []) {
        started = String(startTimeUnixNano);
        points.push({ name, value: Number(asInt) });
      }
    }
    if (node === undefined || node === '' || started === undefined) return [];
    return [toEnvoyReport({ node, started }, points)];
  });
}
