/** Wire types of protobuf's encoding (https://protobuf.dev/programming-guides/encoding). */
const VARINT = 0;
const FIXED_64 = 1;
const LENGTH_DELIMITED = 2;
const FIXED_32 = 5;

/** The bytes are no message. */
export class WireError extends Error {
  override readonly name = 'WireError';
}

/** What stands before a field of a message, text or bytes. */
export const delimited = (field: number): number => field * 8 + LENGTH_DELIMITED;

/** What stands before a field of an integer, enum or boolean. */
export const varint = (field: number): number => field * 8 + VARINT;

/** What stands before a field of a double. */
export const double = (field: number): number => field * 8 + FIXED_64;

/**
 * Reads protobuf's wire format from front to back. It goes no deeper by itself, copies nothing, and never reads past the end of the
 * bytes or of a message it was told to `enter`.
 *
 * @throws WireError on bytes that break off, or that no protobuf of ours has.
 */
export class WireReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Where all of it ends. */
  get end(): number {
    return this.#bytes.length;
  }

  /** The next field's tag; 0 when the message that ends there has no more. */
  next(end: number): number {
    if (this.#at < end) return this.uint32();
    if (this.#at > end) throw new WireError('A field is longer than its message');
    return 0;
  }

  /** Reads the length of a message, text or bytes, and returns where it ends. */
  enter(): number {
    const length = this.uint32();
    const end = this.#at + length;
    if (end > this.#bytes.length) throw new WireError('A field is longer than the bytes there are');
    return end;
  }

  /** Goes to the end of a message, whatever of it is not read yet. */
  leave(end: number): void {
    this.#at = end;
  }

  /** Reads the key of a map's entry and goes to its value, in whichever order they are; undefined where one of them is missing. */
  toValue(end: number): string | undefined {
    let key: string | undefined;
    let value: number | undefined;
    for (let tag = this.next(end); tag !== 0; tag = this.next(end)) {
      if (tag === delimited(1)) key = this.text();
      else {
        if (tag === delimited(2)) value = this.#at;
        this.skip(tag);
      }
    }
    this.#at = value ?? end;
    return value === undefined ? undefined : key;
  }

  /** The low 32 bits of a varint, as protobuf wants them of one that is longer. */
  uint32(): number {
    let value = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = this.#bytes[this.#at];
      if (byte === undefined) throw new WireError('A number breaks off');
      this.#at += 1;
      if (shift < 32) value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
    throw new WireError('A number is longer than ten bytes');
  }

  double(): number {
    const start = this.#take(8);
    return this.#bytes.readDoubleLE(start);
  }

  /** UTF-8; what is not becomes replacement characters. */
  text(): string {
    const end = this.enter();
    const start = this.#at;
    this.#at = end;
    return this.#bytes.toString('utf8', start, end);
  }

  /** A view on the bytes that are read. */
  bytes(): Buffer {
    const end = this.enter();
    const start = this.#at;
    this.#at = end;
    return this.#bytes.subarray(start, end);
  }

  /** Leaves out the value of a field. */
  skip(tag: number): void {
    switch (tag & 7) {
      case VARINT:
        this.uint32();
        return;
      case FIXED_64:
        this.#take(8);
        return;
      case LENGTH_DELIMITED:
        this.#at = this.enter();
        return;
      case FIXED_32:
        this.#take(4);
        return;
      default:
        throw new WireError(`Wire type ${tag & 7} is not in use`);
    }
  }

  #take(length: number): number {
    const start = this.#at;
    if (start + length > this.#bytes.length) throw new WireError('A number breaks off');
    this.#at += length;
    return start;
  }
}
