import { Client, credentials, Metadata, type StatusObject } from '@grpc/grpc-js';
import { allIdentical, differing, ending, type OddRequest, type Outcome, type Seen } from '../odd-request.ts';
import { digestOf } from '../raw-request.ts';

const asIs = (bytes: Buffer): Buffer => bytes;

/** A call of a client that knows no schema: what it got, and gRPC's status. */
async function call(port: number, path: string, tenant: string, sent: readonly Buffer[]): Promise<Seen> {
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
  const metadata = new Metadata();
  metadata.set('x-tenant-id', tenant);
  const stream = client.makeBidiStreamRequest(path, asIs, asIs, metadata);
  const messages: Buffer[] = [];
  try {
    return await new Promise((resolve) => {
      stream.on('data', (message: Buffer) => messages.push(message));
      // The status says the same.
      stream.on('error', () => undefined);
      stream.on('status', ({ code, details }: StatusObject) => {
        resolve({ status: `${code} ${details}`, headers: [], body: messages.map(digestOf).join(', ') });
      });
      for (const message of sent) stream.write(message);
      stream.end();
    });
  } finally {
    client.close();
  }
}

function calling(
  name: string,
  method: string,
  outcomes: { same?: Outcome; planted: Outcome },
  sent = 1,
): OddRequest {
  return {
    name,
    method: 'POST',
    path: `/odd.Grpc/${method}`,
    perform: async ({ port, path, tenant }) => [
      await call(
        port,
        path,
        tenant,
        Array.from({ length: sent }, (_, index) => Buffer.from(`message ${index}`)),
      ),
    ],
    same: outcomes.same ?? allIdentical(),
    planted: outcomes.planted,
  };
}

/** gRPC calls, to upstreams that speak HTTP/2. */
export const oddGrpc: readonly OddRequest[] = [
  calling('one message each way', 'Echo', { planted: differing('truncation $[]') }),
  calling('many messages each way', 'Echo', { planted: differing('truncation $[]') }, 50),
  calling('a stream with fewer messages', 'Stream', { planted: differing('length $') }),
  calling('a call without a message', 'Nothing', { planted: differing('value $[]') }),
  calling('a call that finds nothing', 'Find', { planted: differing('status grpc-status') }),
  calling('a stream that fails at its end', 'Failing', { planted: differing('status grpc-status') }),
  calling('messages compressed otherwise', 'Compressed', { planted: differing('truncation $[]') }),
  calling('a message over the cap', 'Large', {
    same: ending('truncated over-capture-cap'),
    planted: ending('truncated over-capture-cap', 'value $[]'),
  }),
];
