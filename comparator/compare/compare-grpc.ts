import type { CapturedResponse } from '../exchange/exchange.ts';
import type { DifferenceCollector } from './difference-collector.ts';
import type { Expectations } from './expectations.ts';
import { elementPath, ROOT } from './field-path.ts';
import { grpcMessages, type GrpcMessage } from './grpc-messages.ts';
import { inflate, MAX_INFLATED_BYTES } from './inflate.ts';
import { parseMediaType } from './media-type.ts';
import { ABSENT, shapeOfBytes, shapeOfStatus } from './shape.ts';

/** A gRPC body as captured, and what its compressed messages are compressed with (`grpc-encoding`). */
export interface GrpcBody {
  readonly bytes: Uint8Array;
  /** The bytes are a prefix of the body. */
  readonly cut: boolean;
  readonly encoding: string | undefined;
}

export type MessagesCompared =
  | 'compared'
  /** The bytes are no sequence of messages. */
  | 'not-messages'
  | 'content-encoding'
  | 'inflated-too-large';

/** `application/grpc` and its `+proto`, `+json`, …; gRPC-Web frames its trailers into the body and is compared as bytes. */
export function isGrpc({ headers }: CapturedResponse): boolean {
  return /^application\/grpc(?:\+|$)/.test(parseMediaType(headers['content-type']).essence);
}

/**
 * The real outcome of a call, which HTTP's status does not tell: 200 with `grpc-status: 5` is a call that found nothing.
 * True where the difference says it all, for an answer and an error have nothing else to compare, unless a rule says otherwise.
 */
export function compareGrpcStatus(
  primary: CapturedResponse,
  shadow: CapturedResponse,
  found: DifferenceCollector,
  comparesPast: Expectations['comparesPast'],
): boolean {
  const [before, after] = [primary.headers['grpc-status'], shadow.headers['grpc-status']];
  if (before === after || !(isGrpc(primary) && isGrpc(shadow))) return false;
  found.add('status', 'grpc-status', () => [shapeOfGrpcStatus(before), shapeOfGrpcStatus(after)]);
  return (before === '0') !== (after === '0') && !comparesPast('grpc-status');
}

/**
 * Compares two bodies message by message, each as bytes: without the schema a protobuf has no fields to name. Positions are
 * folded into `$[]`, as in arrays, so that a long stream does not make a finding of every message.
 */
export function compareGrpcMessages(
  primary: GrpcBody,
  shadow: GrpcBody,
  found: DifferenceCollector,
): MessagesCompared {
  const before = grpcMessages(primary.bytes, primary.cut);
  const after = grpcMessages(shadow.bytes, shadow.cut);
  if (before === undefined || after === undefined) return 'not-messages';
  const budget = { bytes: MAX_INFLATED_BYTES };
  for (const [at, message] of before.entries()) {
    const other = after[at];
    if (other === undefined) break;
    if (isSameMessage(message, other)) continue;
    const left = read(message, primary.encoding, budget);
    const right = read(other, shadow.encoding, budget);
    if (typeof left === 'string') return left;
    if (typeof right === 'string') return right;
    compareMessages(left, right, message.cut || other.cut, found);
  }
  if (before.length !== after.length && !primary.cut && !shadow.cut) {
    found.add('length', ROOT, () => [
      { type: 'array', length: before.length },
      { type: 'array', length: after.length },
    ]);
  }
  return 'compared';
}

function compareMessages(
  primary: Uint8Array,
  shadow: Uint8Array,
  cut: boolean,
  found: DifferenceCollector,
): void {
  const common = Math.min(primary.length, shadow.length);
  const isPrefixEqual = Buffer.compare(primary.subarray(0, common), shadow.subarray(0, common)) === 0;
  if (isPrefixEqual && (cut || primary.length === shadow.length)) return;
  // An empty message is one whose fields all have their defaults, not the rest of a cut one.
  const isTruncated = isPrefixEqual && shadow.length === common && common > 0;
  found.add(isTruncated ? 'truncation' : 'value', elementPath(ROOT), () => [
    shapeOfBytes(primary.length),
    shapeOfBytes(shadow.length),
  ]);
}

function isSameMessage(a: GrpcMessage, b: GrpcMessage): boolean {
  return a.compressed === b.compressed && !a.cut && !b.cut && Buffer.compare(a.data, b.data) === 0;
}

/** The message uncompressed. All messages of a pair share one budget: 64 KiB can hold a thousand bombs. */
function read(
  { compressed, data, cut }: GrpcMessage,
  encoding: string | undefined,
  budget: { bytes: number },
): Uint8Array | 'content-encoding' | 'inflated-too-large' {
  if (!compressed || data.length === 0) return data;
  const inflated = inflate(data, encoding ?? 'identity', { cut });
  if (inflated.kind === 'undecodable') return 'content-encoding';
  if (inflated.kind === 'too-large') return 'inflated-too-large';
  budget.bytes -= inflated.bytes.length;
  return budget.bytes < 0 ? 'inflated-too-large' : inflated.bytes;
}

/** What an upstream writes there is its own; only a number is known to be no one's data. */
function shapeOfGrpcStatus(status: string | undefined) {
  if (status === undefined) return ABSENT;
  return /^[0-9]{1,3}$/.test(status) ? shapeOfStatus(Number(status)) : ({ type: 'status' } as const);
}
