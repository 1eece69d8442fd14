import type { LogCommon, LogEntry, LogRequest, LogResponse } from './log-entry.ts';
import { readCaptured } from './read-captured.ts';
import { noFlags, readResponseFlags } from './response-flags.ts';
import { delimited, varint, WireReader } from './wire-reader.ts';

/**
 * Reads one entry: `protos/umbra/ingest.proto`, which names each field, read by hand. By itself it is hardly faster than a reader made
 * from that file (3.7 against 4.1 µs, 1 KB), but makes no object that is taken apart again: an identical pair's whole way took 24 µs
 * instead of 56 (2026-11-26).
 *
 * @throws WireError on bytes that are no such entry.
 */
export function readLogEntry(bytes: Uint8Array): LogEntry {
  const reader = new WireReader(bytes);
  let common: LogCommon | undefined;
  let request: LogRequest | undefined;
  let response: LogResponse | undefined;
  for (let tag = reader.next(reader.end); tag !== 0; tag = reader.next(reader.end)) {
    switch (tag) {
      case delimited(1):
        common = readCommon(reader, reader.enter());
        break;
      case delimited(3):
        request = readRequest(reader, reader.enter());
        break;
      case delimited(4):
        response = readResponse(reader, reader.enter());
        break;
      default:
        reader.skip(tag);
    }
  }
  return { common, request, response };
}

type Writable<T> = { -readonly [field in keyof T]: T[field] };

function readCommon(reader: WireReader, end: number): LogCommon {
  const common: Writable<LogCommon> = {
    startTimeUs: undefined,
    timeToLastRxByteUs: undefined,
    timeToFirstUpstreamTxByteUs: undefined,
    timeToLastUpstreamRxByteUs: undefined,
    durationUs: undefined,
    flags: noFlags,
    captured: undefined,
    routeName: '',
    accessLogType: 0,
  };
  for (let tag = reader.next(end); tag !== 0; tag = reader.next(end)) {
    switch (tag) {
      case delimited(5):
        common.startTimeUs = readTime(reader, reader.enter());
        break;
      case delimited(6):
        common.timeToLastRxByteUs = readTime(reader, reader.enter());
        break;
      case delimited(7):
        common.timeToFirstUpstreamTxByteUs = readTime(reader, reader.enter());
        break;
      case delimited(10):
        common.timeToLastUpstreamRxByteUs = readTime(reader, reader.enter());
        break;
      case delimited(16):
        common.flags = readResponseFlags(reader, reader.enter());
        break;
      case delimited(17):
        common.captured = readCaptured(reader, reader.enter());
        break;
      case delimited(19):
        common.routeName = reader.text();
        break;
      case delimited(23):
        common.durationUs = readTime(reader, reader.enter());
        break;
      case varint(33):
        common.accessLogType = reader.uint32();
        break;
      default:
        reader.skip(tag);
    }
  }
  return common;
}

function readRequest(reader: WireReader, end: number): LogRequest {
  const request: Writable<LogRequest> = { method: 0, path: '', originalPath: '', headers: {} };
  for (let tag = reader.next(end); tag !== 0; tag = reader.next(end)) {
    switch (tag) {
      case varint(1):
        request.method = reader.uint32();
        break;
      case delimited(5):
        request.path = reader.text();
        break;
      case delimited(10):
        request.originalPath = reader.text();
        break;
      case delimited(13):
        readHeader(reader, reader.enter(), request.headers);
        break;
      default:
        reader.skip(tag);
    }
  }
  return request;
}

function readResponse(reader: WireReader, end: number): LogResponse {
  const response: Writable<LogResponse> = { code: 0, headers: {}, trailers: undefined, details: '' };
  let trailers: Record<string, string> | undefined;
  for (let tag = reader.next(end); tag !== 0; tag = reader.next(end)) {
    switch (tag) {
      case delimited(1):
        response.code = readCode(reader, reader.enter());
        break;
      case delimited(4):
        readHeader(reader, reader.enter(), response.headers);
        break;
      case delimited(5):
        readHeader(reader, reader.enter(), (trailers ??= {}));
        break;
      case delimited(6):
        response.details = reader.text();
        break;
      default:
        reader.skip(tag);
    }
  }
  response.trailers = trailers;
  return response;
}

/** Adds one header to `headers`, its name in lower case. */
function readHeader(reader: WireReader, end: number, headers: Record<string, string>): void {
  let name = '';
  let value = '';
  for (let tag = reader.next(end); tag !== 0; tag = reader.next(end)) {
    if (tag === delimited(1)) name = reader.text();
    else if (tag === delimited(2)) value = reader.text();
    else reader.skip(tag);
  }
  headers[name.toLowerCase()] = value;
}

/** google.protobuf.UInt32Value. */
function readCode(reader: WireReader, end: number): number {
  let code = 0;
  for (let tag = reader.next(end); tag !== 0; tag = reader.next(end)) {
    if (tag === varint(1)) code = reader.uint32();
    else reader.skip(tag);
  }
  return code;
}

/** google.protobuf.Timestamp and Duration, in microseconds. */
function readTime(reader: WireReader, end: number): number {
  let seconds = 0;
  let nanos = 0;
  for (let tag = reader.next(end); tag !== 0; tag = reader.next(end)) {
    if (tag === varint(1)) seconds = reader.uint32();
    else if (tag === varint(2)) nanos = reader.uint32() | 0;
    else reader.skip(tag);
  }
  return seconds * 1_000_000 + Math.trunc(nanos / 1_000);
}
