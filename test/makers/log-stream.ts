import type { Client, ClientWritableStream } from '@grpc/grpc-js';

/** A stream as Envoy holds it. Its errors are expected: comparators end, or are killed, under it. */
export function openLogStream(client: Client): ClientWritableStream<Buffer> {
  const call = client.makeClientStreamRequest<Buffer, Buffer>(
    '/envoy.service.accesslog.v3.AccessLogService/StreamAccessLogs',
    (message) => message,
    (bytes) => bytes,
    () => undefined,
  );
  call.on('error', () => undefined);
  return call;
}
