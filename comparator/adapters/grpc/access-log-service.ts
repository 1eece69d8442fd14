import {
  Server,
  ServerCredentials,
  ServerInterceptingCall,
  status,
  type sendUnaryData,
  type ServerInterceptor,
  type ServerReadableStream,
} from '@grpc/grpc-js';
import type { Exchange } from '../../exchange/exchange.ts';
import { readLogEntry } from '../../ingest/read-log-entry.ts';
import { readLogMessage, type LogMessage } from '../../ingest/read-log-message.ts';
import { toExchange, type MalformedReason } from '../../ingest/to-exchange.ts';
import { addMetricsService, type ReportReceiver } from './metrics-service.ts';

/** What is counted of streams; never an error towards Envoy, which could do nothing about it. */
export type StreamOddity =
  | 'undecodable-message'
  | 'message-too-large'
  | 'tcp-entry'
  /** Entries from a node that did not say who it is. */
  | 'unknown-node'
  /** A node must introduce itself once; saying it again is harmless. */
  | 'repeated-identifier'
  | 'undecodable-report';

/** What happens on the streams, in the order in which it does. Streams are numbered from 1, never twice the same. */
export interface AccessLogReceiver {
  streamStarted(stream: number): void;
  streamNamed(stream: number, node: string): void;
  /** False asks for a pause until the service is told to resume; this exchange was taken nevertheless. */
  exchange(exchange: Exchange, stream: number): boolean;
  malformed(reason: MalformedReason): void;
  oddity(oddity: StreamOddity): void;
  streamEnded(stream: number): void;
}

export interface AccessLogServiceOptions {
  readonly host: string;
  readonly port: number;
  /** Envoys push their counters to the same port. */
  readonly receiver: AccessLogReceiver & ReportReceiver;
}

export interface AccessLogService {
  readonly port: number;
  /** Goes on reading paused streams. */
  resume(): void;
  close(): Promise<void>;
}

export class AccessLogServiceError extends Error {
  override readonly name = 'AccessLogServiceError';
}

/** Envoy sends a message when its buffer of 1 MiB is full; one entry more may be on top, with two bodies of up to 1 MiB. */
export const maxMessageBytes = 8 * 1_024 * 1_024;

/** An Envoy that vanished without a word is noticed after this long, and its stream ended. */
const keepaliveMs = 10_000;

type LogStream = ServerReadableStream<LogMessage | undefined, undefined>;

/** Envoy's access log service over gRPC: takes what Envoys send and hands it on, one exchange at a time. */
export async function startAccessLogService(options: AccessLogServiceOptions): Promise<AccessLogService> {
  const { host, port, receiver } = options;
  const paused = new Set<LogStream>();
  let started = 0;

  const server = new Server({
    'grpc.max_receive_message_length': maxMessageBytes,
    'grpc.keepalive_time_ms': keepaliveMs,
    'grpc.keepalive_timeout_ms': keepaliveMs,
    interceptors: [countTooLarge(receiver)],
  });
  server.addService(
    {
      StreamAccessLogs: {
        path: '/envoy.service.accesslog.v3.AccessLogService/StreamAccessLogs',
        requestStream: true,
        responseStream: false,
        requestSerialize: () => Buffer.alloc(0),
        requestDeserialize: readLeniently,
        responseSerialize: () => Buffer.alloc(0),
        responseDeserialize: () => undefined,
      },
    },
    {
      StreamAccessLogs: (call: LogStream, answer: sendUnaryData<undefined>) => {
        started += 1;
        readStream(call, started, { receiver, paused }, () => {
          answer(null, undefined);
        });
      },
    },
  );

  addMetricsService(server, receiver);

  const boundPort = await bind(server, host, port);
  return {
    port: boundPort,
    resume: () => {
      for (const call of paused) call.resume();
      paused.clear();
    },
    close: () =>
      new Promise((resolve) => {
        // Envoy's streams last as long as Envoy: waiting for their end would take for ever.
        server.forceShutdown();
        resolve();
      }),
  };
}

interface Reading {
  readonly receiver: AccessLogReceiver;
  readonly paused: Set<LogStream>;
}

function readStream(call: LogStream, stream: number, reading: Reading, answer: () => void): void {
  const { receiver, paused } = reading;
  let named = false;
  let ended = false;
  const end = (): void => {
    if (ended) return;
    ended = true;
    paused.delete(call);
    receiver.streamEnded(stream);
  };

  receiver.streamStarted(stream);
  call.on('data', (message: LogMessage | undefined) => {
    if (message === undefined) {
      receiver.oddity('undecodable-message');
      return;
    }
    const { node } = message;
    if (node !== '') {
      if (named) receiver.oddity('repeated-identifier');
      named = true;
      receiver.streamNamed(stream, node);
    }
    if (!named) receiver.oddity('unknown-node');
    if (!readEntries(message, stream, reading)) {
      call.pause();
      paused.add(call);
    }
  });
  call.on('end', () => {
    end();
    answer();
  });
  call.on('cancelled', end);
  call.on('error', end);
}

function readEntries(message: LogMessage, stream: number, { receiver }: Reading): boolean {
  let goOn = true;
  for (const bytes of message.httpEntries) {
    const parsed = parseEntry(bytes);
    if (parsed.kind === 'malformed') receiver.malformed(parsed.reason);
    else goOn = receiver.exchange(parsed.exchange, stream) && goOn;
  }
  for (let entry = 0; entry < message.tcpEntries; entry += 1) receiver.oddity('tcp-entry');
  return goOn;
}

function parseEntry(bytes: Uint8Array): ReturnType<typeof toExchange> {
  try {
    return toExchange(readLogEntry(bytes));
  } catch {
    return { kind: 'malformed', reason: 'undecodable' };
  }
}

/** An error thrown here would end the stream, and with it everything else that Envoy has to tell. */
function readLeniently(bytes: Buffer): LogMessage | undefined {
  try {
    return readLogMessage(bytes);
  } catch {
    return undefined;
  }
}

/** grpc-js ends a stream with a message over the limit by itself and tells its handler nothing; the status is all one sees. */
function countTooLarge(receiver: AccessLogReceiver): ServerInterceptor {
  return (_method, call) => {
    const sendStatus = call.sendStatus.bind(call);
    call.sendStatus = (sent) => {
      if (sent.code === status.RESOURCE_EXHAUSTED) receiver.oddity('message-too-large');
      sendStatus(sent);
    };
    return new ServerInterceptingCall(call);
  };
}

function bind(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync(
      `${host.includes(':') ? `[${host}]` : host}:${port}`,
      ServerCredentials.createInsecure(),
      (error, boundPort) => {
        if (error === null) resolve(boundPort);
        else {
          const remedy = 'Set UMBRA_EXCHANGES_PORT to a free port, or stop what listens there.';
          reject(
            new AccessLogServiceError(`Exchanges cannot be received on ${host}:${port}. ${remedy}`, {
              cause: error,
            }),
          );
        }
      },
    );
  });
}
