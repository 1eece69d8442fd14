/** One message of a gRPC body, as it went over the wire. */
export interface GrpcMessage {
  readonly compressed: boolean;
  readonly data: Uint8Array;
  /** The capture's cap went through it: `data` is its start. */
  readonly cut: boolean;
}

/** A byte that says whether the message is compressed, and its length as four, the highest first. */
const prefixBytes = 5;

/**
 * The messages of a gRPC body ("Length-Prefixed-Message" of gRPC over HTTP/2). With `cut`, the bytes are a prefix of the body.
 * Undefined when they are no such sequence.
 */
export function grpcMessages(bytes: Uint8Array, cut: boolean): readonly GrpcMessage[] | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const messages: GrpcMessage[] = [];
  let at = 0;
  while (at + prefixBytes <= bytes.length) {
    const flag = view.getUint8(at);
    if (flag > 1) return undefined;
    const end = at + prefixBytes + view.getUint32(at + 1);
    const isCut = end > bytes.length;
    if (isCut && !cut) return undefined;
    messages.push({ compressed: flag === 1, data: bytes.subarray(at + prefixBytes, end), cut: isCut });
    at = end;
  }
  return at < bytes.length && !cut ? undefined : messages;
}
