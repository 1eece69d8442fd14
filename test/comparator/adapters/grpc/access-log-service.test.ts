import { Client, credentials, type ClientWritableStream, type ServiceError } from '@grpc/grpc-js';
import { onTestFinished, describe, expect, test } from 'vitest';
import {
  startAccessLogService,
  type AccessLogService,
} from '../../../../comparator/adapters/grpc/access-log-service.ts';
import { encodeEntry, encodeLogMessage, envoyAccessLogTypes, logEntry } from '../../../makers/access-log.ts';
import { exportedCounters } from '../../../makers/exported-counters.ts';
import { until } from '../../../makers/until.ts';

const id = (number: number): string => `0123456789abcdef-${number}`;

interface Running {
  readonly service: AccessLogService;
  /** What the receiver was told, in order. */
  readonly told: string[];
  readonly stream: () => ClientWritableStream<Buffer> & { readonly answer: Promise<string> };
  takes: boolean;
}

async function start(): Promise<Running> {
  const told: string[] = [];
  const running = { told, takes: true } as Running;
  const service = await startAccessLogService({
    host: '127.0.0.1',
    port: 0,
    receiver: {
      streamStarted: (stream) => told.push(`started ${stream}`),
      streamNamed: (_, node) => told.push(`node ${node}`),
      exchange: (exchange, stream) => {
        told.push(`exchange ${exchange.id.number} on ${stream}`);
        return running.takes;
      },
      malformed: (reason) => told.push(`malformed ${reason}`),
      report: ({ process }) => told.push(`report of ${process.node} since ${process.started}`),
      oddity: (kind) => told.push(kind),
      streamEnded: (stream) => told.push(`ended ${stream}`),
    },
  });
  const client = new Client(`127.0.0.1:${service.port}`, credentials.createInsecure());
  onTestFinished(async () => {
    client.close();
    await service.close();
  });
  const stream = (): ReturnType<Running['stream']> => {
    let answered: (text: string) => void;
    const answer = new Promise<string>((resolve) => (answered = resolve));
    const call = client.makeClientStreamRequest<Buffer, Buffer>(
      '/envoy.service.accesslog.v3.AccessLogService/StreamAccessLogs',
      (message) => message,
      (bytes) => bytes,
      (error: ServiceError | null, response) => {
        answered(error === null ? `ok ${String(response?.length)}` : error.details || error.message);
      },
    );
    return Object.assign(call, { answer });
  };
  return Object.assign(running, { service, stream });
}

describe('the access log service', () => {
  test('hands on what comes, and answers when the stream ends', async () => {
    const { told, stream } = await start();
    const envoy = stream();
    envoy.write(
      encodeLogMessage([logEntry({ id: id(1) }), logEntry({ id: id(1), role: 'shadow' })], 'envoy-1'),
    );
    envoy.write(encodeLogMessage([logEntry({ id: id(2) })]));
    envoy.end();
    expect(await envoy.answer).toBe('ok 0');
    expect(told).toEqual([
      'started 1',
      'node envoy-1',
      'exchange 1 on 1',
      'exchange 1 on 1',
      'exchange 2 on 1',
      'ended 1',
    ]);
  });

  test('numbers streams, and notices when one is cut', async () => {
    const { told, stream } = await start();
    const first = stream();
    first.write(encodeLogMessage([logEntry({ id: id(1) })], 'envoy-1'));
    await until('the first exchange', () => told.includes('exchange 1 on 1'));
    first.cancel();
    await until('the end of the first stream', () => told.includes('ended 1'));
    const second = stream();
    second.write(encodeLogMessage([logEntry({ id: id(2) })], 'envoy-1'));
    second.end();
    await second.answer;
    expect(told).toContain('exchange 2 on 2');
    expect(await first.answer).toContain('Cancelled');
  });

  test.each<[string, Buffer, string[]]>([
    ['bytes that are no message', Buffer.from('not a protobuf'), ['undecodable-message']],
    ['an empty message', Buffer.alloc(0), []],
    ['another introduction', encodeLogMessage([], 'envoy-2'), ['repeated-identifier', 'node envoy-2']],
    ['a malformed entry beside a good one', malformedEntry(), ['malformed undecodable', 'exchange 5 on 1']],
    ['TCP logs', tcpLogs(), ['tcp-entry', 'tcp-entry']],
    [
      'an entry without our metadata',
      encodeLogMessage([logEntry({ id: null })]),
      ['malformed no-pairing-id'],
    ],
  ])('counts %s, and goes on', async (_, message, expected) => {
    const { told, stream } = await start();
    const envoy = stream();
    envoy.write(encodeLogMessage([], 'envoy-1'));
    envoy.write(message);
    envoy.write(encodeLogMessage([logEntry({ id: id(9) })]));
    envoy.end();
    expect(await envoy.answer).toBe('ok 0');
    expect(told).toEqual(['started 1', 'node envoy-1', ...expected, 'exchange 9 on 1', 'ended 1']);
  });

  test('counts a node that does not say who it is, and takes its entries all the same', async () => {
    const { told, stream } = await start();
    const envoy = stream();
    envoy.write(encodeLogMessage([logEntry({ id: id(1) })]));
    envoy.end();
    expect(await envoy.answer).toBe('ok 0');
    expect(told).toEqual(['started 1', 'unknown-node', 'exchange 1 on 1', 'ended 1']);
  });

  test('refuses a huge message, counts it, and serves the next stream', async () => {
    const { told, stream } = await start();
    const envoy = stream();
    envoy.write(encodeLogMessage([logEntry({ id: id(1), responseBody: 'x'.repeat(9_000_000) })], 'envoy-1'));
    expect(await envoy.answer).toContain('larger than max');
    await until('the end of the stream', () => told.includes('ended 1'));
    expect(told).toContain('message-too-large');
    const next = stream();
    next.end(encodeLogMessage([logEntry({ id: id(2) })], 'envoy-1'));
    expect(await next.answer).toBe('ok 0');
    expect(told).toContain('exchange 2 on 2');
  });

  test('reads no further while told to pause, and loses nothing', async () => {
    const running = await start();
    const { told, service, stream } = running;
    running.takes = false;
    const envoy = stream();
    envoy.write(encodeLogMessage([logEntry({ id: id(1) })], 'envoy-1'));
    for (let number = 2; number <= 50; number += 1)
      envoy.write(encodeLogMessage([logEntry({ id: id(number) })]));
    envoy.end();
    await until('the pause', () => told.includes('exchange 1 on 1'));
    running.takes = true;
    const other = stream();
    other.end(encodeLogMessage([logEntry({ id: id(60) })], 'envoy-1'));
    await other.answer;
    expect(told.filter((line) => line.endsWith('on 1'))).toEqual(['exchange 1 on 1']);
    service.resume();
    expect(await envoy.answer).toBe('ok 0');
    expect(told.filter((line) => line.endsWith('on 1'))).toHaveLength(50);
  });

  test('says what to do when its port is taken', async () => {
    const { service } = await start();
    const options = { host: '127.0.0.1', receiver: {} as never };
    await expect(startAccessLogService({ ...options, port: service.port })).rejects.toThrow(
      /UMBRA_EXCHANGES_PORT/,
    );
  });

  test('takes reports on the same port, and says yes to those it cannot read', async () => {
    const { service, told } = await start();
    const client = new Client(`127.0.0.1:${service.port}`, credentials.createInsecure());
    onTestFinished(() => {
      client.close();
    });
    const report = (bytes: Buffer): Promise<void> =>
      new Promise((resolve, reject) => {
        client.makeUnaryRequest(
          '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export',
          (request: Buffer) => request,
          (answer) => answer,
          bytes,
          (error) => {
            if (error === null) resolve();
            else reject(error);
          },
        );
      });
    await report(exportedCounters({ 'listener_manager.listener_stopped': 1 }));
    await report(Buffer.from([0x0a, 0x7f, 0x01]));
    expect(told).toEqual(['report of envoy-1 since 1700000000000000', 'undecodable-report']);
  });
});

/** A batch of one entry that breaks off and one that is whole. */
function malformedEntry(): Buffer {
  const broken = encodeEntry(logEntry({ id: id(4) })).subarray(0, 40);
  const whole = encodeEntry(logEntry({ id: id(5) }));
  const lengthPrefixed = (tag: number, bytes: Buffer): Buffer =>
    Buffer.concat([Buffer.from([tag, ...varint(bytes.length)]), bytes]);
  const entries = Buffer.concat([lengthPrefixed(0x0a, broken), lengthPrefixed(0x0a, whole)]);
  return lengthPrefixed(0x12, entries);
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)];
}

function tcpLogs(): Buffer {
  const type = envoyAccessLogTypes().lookupType('envoy.service.accesslog.v3.StreamAccessLogsMessage');
  return Buffer.from(type.encode(type.fromObject({ tcpLogs: { logEntry: [{}, {}] } })).finish());
}
