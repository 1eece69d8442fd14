import type { CapturedBody } from '../exchange/exchange.ts';
import type { LogCaptured } from './log-entry.ts';
import { delimited, double, varint, type WireReader } from './wire-reader.ts';

/** Of the metadata's structs only ours is read, and of ours only what the capture script writes: deep ones cost nothing. */
const namespace = 'umbra';

type Writable<T> = { -readonly [field in keyof T]: T[field] };

/** What the capture script left in `Metadata`. */
export function readCaptured(reader: WireReader, end: number): LogCaptured | undefined {
  let captured: LogCaptured | undefined;
  for (let tag = reader.next(end); tag !== 0; tag = reader.next(end)) {
    if (tag !== delimited(1)) {
      reader.skip(tag);
      continue;
    }
    const entryEnd = reader.enter();
    if (reader.toValue(entryEnd) === namespace) captured = readStruct(reader, reader.enter());
    reader.leave(entryEnd);
  }
  return captured;
}

function readStruct(reader: WireReader, end: number): LogCaptured {
  const captured: Writable<LogCaptured> = {
    id: undefined,
    key: undefined,
    request: undefined,
    response: undefined,
  };
  for (let tag = reader.next(end); tag !== 0; tag = reader.next(end)) {
    if (tag !== delimited(1)) {
      reader.skip(tag);
      continue;
    }
    const entryEnd = reader.enter();
    switch (reader.toValue(entryEnd)) {
      case 'id':
        captured.id = readText(reader, reader.enter());
        break;
      case 'key':
        captured.key = readText(reader, reader.enter());
        break;
      case 'request':
        captured.request = readBody(reader, reader.enter());
        break;
      case 'response':
        captured.response = readBody(reader, reader.enter());
        break;
      case undefined:
    }
    reader.leave(entryEnd);
  }
  return captured;
}

/** google.protobuf.Value; undefined where it is no string. */
function readText(reader: WireReader, end: number): string | undefined {
  let text: string | undefined;
  for (let tag = reader.next(end); tag !== 0; tag = reader.next(end)) {
    if (tag === delimited(3)) text = reader.text();
    else reader.skip(tag);
  }
  return text;
}

/** google.protobuf.Value; undefined where it is no struct with a body. */
function readBody(reader: WireReader, end: number): CapturedBody | undefined {
  let body: CapturedBody | undefined;
  for (let tag = reader.next(end); tag !== 0; tag = reader.next(end)) {
    if (tag === delimited(5)) body = readBodyStruct(reader, reader.enter());
    else reader.skip(tag);
  }
  return body;
}

function readBodyStruct(reader: WireReader, end: number): CapturedBody | undefined {
  let data: Uint8Array | undefined;
  let base64 = false;
  let totalBytes = 0;
  let truncated = false;
  for (let tag = reader.next(end); tag !== 0; tag = reader.next(end)) {
    if (tag !== delimited(1)) {
      reader.skip(tag);
      continue;
    }
    const entryEnd = reader.enter();
    switch (reader.toValue(entryEnd)) {
      case 'body':
        data = readBytes(reader, reader.enter());
        break;
      case 'base64':
        base64 = readFlag(reader, reader.enter());
        break;
      case 'bytes':
        totalBytes = readNumber(reader, reader.enter());
        break;
      case 'truncated':
        truncated = readFlag(reader, reader.enter());
        break;
      case undefined:
    }
    reader.leave(entryEnd);
  }
  return data === undefined ? undefined : { data, base64, totalBytes, truncated };
}

/** Copied: a view would hold on to the whole message, a megabyte of other requests, while this half waits. */
function readBytes(reader: WireReader, end: number): Uint8Array {
  let bytes: Buffer = Buffer.alloc(0);
  for (let tag = reader.next(end); tag !== 0; tag = reader.next(end)) {
    if (tag === delimited(3)) bytes = Buffer.from(reader.bytes());
    else reader.skip(tag);
  }
  return bytes;
}

function readNumber(reader: WireReader, end: number): number {
  let number = 0;
  for (let tag = reader.next(end); tag !== 0; tag = reader.next(end)) {
    if (tag === double(2)) number = reader.double();
    else reader.skip(tag);
  }
  return number;
}

function readFlag(reader: WireReader, end: number): boolean {
  let flag = false;
  for (let tag = reader.next(end); tag !== 0; tag = reader.next(end)) {
    if (tag === varint(4)) flag = reader.uint32() !== 0;
    else reader.skip(tag);
  }
  return flag;
}
