import {
  Client,
  credentials,
  Server,
  ServerCredentials,
  type sendUnaryData,
  type ServerReadableStream,
  type ServerUnaryCall,
} from '@grpc/grpc-js';

export interface ExchangesRelay {
  /** While true, what comes on access log streams is taken and goes nowhere. */
  swallow: boolean;
  /** Messages that went nowhere. */
  readonly swallowed: number;
  close(): void;
}

const raw = (bytes: Buffer): Buffer => bytes;
const rawMethod = {
  responseStream: false as const,
  requestSerialize: raw,
  requestDeserialize: raw,
  responseSerialize: raw,
  responseDeserialize: raw,
};
const accessLogs = '/envoy.service.accesslog.v3.AccessLogService/StreamAccessLogs';
const reports = '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export';

/** Stands between Envoy and the comparator and passes on what Envoy sends, unless told to lose it; streams and reports hold. */
export async function startExchangesRelay(port: number, comparatorPort: number): Promise<ExchangesRelay> {
  const comparator = new Client(`127.0.0.1:${comparatorPort}`, credentials.createInsecure());
  const server = new Server();
  let swallowed = 0;
  const relay = {
    swallow: false,
    get swallowed() {
      return swallowed;
    },
    close: () => {
      server.forceShutdown();
      comparator.close();
    },
  };
  server.addService(
    {
      StreamAccessLogs: { ...rawMethod, path: accessLogs, requestStream: true },
      Export: { ...rawMethod, path: reports, requestStream: false },
    },
    {
      StreamAccessLogs: (call: ServerReadableStream<Buffer, Buffer>, answer: sendUnaryData<Buffer>) => {
        const onward = comparator.makeClientStreamRequest(accessLogs, raw, raw, answer);
        onward.on('error', () => undefined);
        call.on('error', () => undefined);
        call.on('data', (message: Buffer) => {
          if (relay.swallow) swallowed += 1;
          else onward.write(message);
        });
        call.on('end', () => {
          onward.end();
        });
        call.on('cancelled', () => {
          onward.cancel();
        });
      },
      Export: (call: ServerUnaryCall<Buffer, Buffer>, answer: sendUnaryData<Buffer>) => {
        comparator.makeUnaryRequest(reports, raw, raw, call.request, answer);
      },
    },
  );
  await new Promise<void>((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), (error) => {
      if (error === null) resolve();
      else reject(error);
    });
  });
  return relay;
}
