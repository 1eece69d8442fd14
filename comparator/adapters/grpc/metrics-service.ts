import type { sendUnaryData, Server, ServerUnaryCall } from '@grpc/grpc-js';
import type { EnvoyReport } from '../../reconcile/envoy-report.ts';
import { loadReportCodec } from './metrics-codec.ts';

export interface ReportReceiver {
  report(report: EnvoyReport): void;
  oddity(oddity: 'undecodable-report'): void;
}

/** Takes the counters that Envoys push, on the server of their access logs. Envoy does nothing with an answer, so each is a yes. */
export function addMetricsService(server: Server, receiver: ReportReceiver): void {
  const decode = loadReportCodec();
  const decodeLeniently = (bytes: Buffer): EnvoyReport[] | undefined => {
    try {
      return decode(bytes);
    } catch {
      return undefined;
    }
  };
  server.addService(
    {
      Export: {
        path: '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export',
        requestStream: false,
        responseStream: false,
        requestSerialize: () => Buffer.alloc(0),
        requestDeserialize: decodeLeniently,
        responseSerialize: () => Buffer.alloc(0),
        responseDeserialize: () => undefined,
      },
    },
    {
      Export: (
        call: ServerUnaryCall<EnvoyReport[] | undefined, undefined>,
        answer: sendUnaryData<undefined>,
      ) => {
        if (call.request === undefined) receiver.oddity('undecodable-report');
        for (const report of call.request ?? []) receiver.report(report);
        answer(null, undefined);
      },
    },
  );
}
