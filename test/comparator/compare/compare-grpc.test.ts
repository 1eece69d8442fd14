import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compare } from '../../../comparator/compare/compare.ts';
import { noExpectations } from '../../../comparator/compare/expectations.ts';
import { grpcMessages } from '../../../comparator/compare/grpc-messages.ts';
import { pairOfAnswers, type Answer } from '../../makers/pair-of-answers.ts';

interface Call {
  readonly messages?: readonly Uint8Array[];
  readonly status?: string;
  readonly encoding?: string;
  readonly contentType?: string;
  /** Bytes that were captured, where not all were. */
  readonly captured?: number;
}

function message(text: string | Uint8Array, compressed = false): Buffer {
  const bytes = Buffer.from(text);
  const prefix = Buffer.alloc(5);
  prefix.writeUInt8(compressed ? 1 : 0);
  prefix.writeUInt32BE(bytes.length, 1);
  return Buffer.concat([prefix, bytes]);
}

function answer({
  messages = [],
  status = '0',
  encoding,
  contentType = 'application/grpc',
  captured,
}: Call): Answer {
  const body = Buffer.concat(messages);
  return {
    headers: {
      'content-type': contentType,
      ...(status === '' ? {} : { 'grpc-status': status }),
      ...(encoding === undefined ? {} : { 'grpc-encoding': encoding }),
    },
    body: body.subarray(0, captured),
    ...(captured === undefined ? {} : { totalBytes: body.length }),
  };
}

function told(primary: Call, shadow: Call): string {
  const comparison = compare(pairOfAnswers(answer(primary), answer(shadow), 'POST'), {
    headers: [],
    expectations: noExpectations,
  });
  return [
    comparison.kind,
    ...(comparison.kind === 'not-comparable' ? [comparison.reason] : []),
    ...comparison.differences.map((difference) => `${difference.class} ${difference.path}`),
  ].join(', ');
}

const first = message('first message');
const second = message('second');
const other = message('another');
const long = 'squeezed '.repeat(2_000);
const squeezed = (text: string, level: number) => message(gzipSync(text, { level }), true);
/** 8 MiB are the bound of all messages of a pair together. */
const bomb = squeezed('\0'.repeat(3 * 1024 * 1024), 9);

describe('two gRPC answers', () => {
  test.each<[string, Call, Call, string]>([
    ['the same messages', { messages: [first, second] }, { messages: [first, second] }, 'compared'],
    ['another message', { messages: [first, second] }, { messages: [first, other] }, 'compared, value $[]'],
    [
      'a message that ends earlier',
      { messages: [first] },
      { messages: [message('first')] },
      'compared, truncation $[]',
    ],
    ['a message of defaults', { messages: [first] }, { messages: [message('')] }, 'compared, value $[]'],
    ['fewer messages', { messages: [first, second] }, { messages: [first] }, 'compared, length $'],
    ['no message any more', { messages: [first] }, {}, 'compared, length $'],
    ['a call that fails', { messages: [first] }, { status: '13' }, 'compared, status grpc-status'],
    ['a call that succeeds', { status: '5' }, { messages: [first] }, 'compared, status grpc-status'],
    ['another error', { status: '5' }, { status: '13' }, 'compared, status grpc-status'],
    [
      'an end without a status',
      { messages: [first] },
      { messages: [first], status: '' },
      'compared, status grpc-status',
    ],
    [
      'one text compressed in two ways',
      { messages: [squeezed(long, 9)], encoding: 'gzip' },
      { messages: [squeezed(long, 1)], encoding: 'gzip' },
      'compared',
    ],
    [
      'one text compressed on one side only',
      { messages: [squeezed(long, 9)], encoding: 'gzip' },
      { messages: [message(long)] },
      'compared',
    ],
    [
      'another text, compressed',
      { messages: [squeezed(long, 9)], encoding: 'gzip' },
      { messages: [squeezed(`other ${long}`, 9)], encoding: 'gzip' },
      'compared, value $[]',
    ],
    [
      'an unknown compression',
      { messages: [message('abc', true)], encoding: 'snappy' },
      { messages: [message('abd', true)], encoding: 'snappy' },
      'not-comparable, content-encoding',
    ],
    [
      'a compression that nobody named',
      { messages: [squeezed('a', 9)] },
      { messages: [squeezed('b', 9)] },
      'not-comparable, content-encoding',
    ],
    [
      'small messages that inflate beyond the bound together',
      { messages: [bomb, bomb, bomb], encoding: 'gzip' },
      { messages: [message(''), message(''), message('')] },
      'not-comparable, inflated-too-large, value $[]',
    ],
    [
      'no messages but bytes',
      { messages: [Buffer.from('{"a":1}')] },
      { messages: [Buffer.from('{"a":2}')] },
      'compared, value $',
    ],
    [
      'a difference before the cap',
      { messages: [first, message(long)], captured: 100 },
      { messages: [other, message(long)], captured: 100 },
      'truncated, value $[]',
    ],
    [
      'a message that the cap cuts elsewhere on each side',
      { messages: [message(long)], captured: 100 },
      { messages: [message(long)], captured: 90 },
      'truncated',
    ],
    [
      'a cap within the length of a message',
      { messages: [first, message(long)], captured: first.length + 3 },
      { messages: [first, message(long)], captured: first.length + 2 },
      'truncated',
    ],
  ])('%s', (_, primary, shadow, expected) => {
    expect(told(primary, shadow)).toBe(expected);
  });

  test('whose types say more than gRPC are read alike', () => {
    const contentType = 'application/grpc+proto';
    expect(told({ messages: [first], contentType }, { messages: [other], contentType })).toBe(
      'compared, value $[]',
    );
  });

  test('keep nothing of a status that is no number', () => {
    const { differences } = compare(pairOfAnswers(answer({ status: '5' }), answer({ status: 'Jane Doe' })), {
      headers: [],
      expectations: noExpectations,
    });
    expect(differences[0]?.shadow).toEqual({ type: 'status' });
  });
});

describe('a sequence of messages', () => {
  test('is read as it was written, wherever it is cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.uint8Array({ maxLength: 20 }), fc.boolean())),
        fc.nat(),
        (written, at) => {
          const whole = Buffer.concat(written.map(([bytes, compressed]) => message(bytes, compressed)));
          expect(grpcMessages(whole, false)).toEqual(
            written.map(([data, compressed]) => ({ data: Buffer.from(data), compressed, cut: false })),
          );
          const cut = grpcMessages(whole.subarray(0, at % (whole.length + 1)), true) ?? [];
          for (const [index, { data, cut: isCut }] of cut.entries()) {
            const [original = Buffer.alloc(0)] = written[index] ?? [];
            expect(Buffer.from(original.subarray(0, data.length))).toEqual(data);
            expect(isCut).toBe(data.length < original.length);
          }
        },
      ),
    );
  });

  test('of any bytes is one or none, and never an error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 50 }), fc.boolean(), (bytes, cut) => {
        grpcMessages(bytes, cut);
      }),
    );
  });
});
