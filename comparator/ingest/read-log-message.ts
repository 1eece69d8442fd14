import { delimited, WireReader } from './wire-reader.ts';

/** One message of Envoy's access log stream, its entries still encoded: a malformed one does not take the others along. */
export interface LogMessage {
  /** Only the first message of a stream must name its node; else empty. */
  readonly node: string;
  /** Views on the message's bytes. */
  readonly httpEntries: readonly Uint8Array[];
  readonly tcpEntries: number;
}

/** @throws WireError on bytes that are no such message. */
export function readLogMessage(bytes: Uint8Array): LogMessage {
  const reader = new WireReader(bytes);
  const httpEntries: Uint8Array[] = [];
  let node = '';
  let tcpEntries = 0;
  for (let tag = reader.next(reader.end); tag !== 0; tag = reader.next(reader.end)) {
    switch (tag) {
      case delimited(1):
        node = readIdentifier(reader, reader.enter());
        break;
      case delimited(2):
        readEntries(reader, reader.enter(), (entry) => httpEntries.push(entry));
        break;
      case delimited(3):
        readEntries(reader, reader.enter(), () => (tcpEntries += 1));
        break;
      default:
        reader.skip(tag);
    }
  }
  return { node, httpEntries, tcpEntries };
}

function readIdentifier(reader: WireReader, end: number): string {
  let id = '';
  for (let tag = reader.next(end); tag !== 0; tag = reader.next(end)) {
    if (tag === delimited(1)) id = readNode(reader, reader.enter());
    else reader.skip(tag);
  }
  return id;
}

function readNode(reader: WireReader, end: number): string {
  let id = '';
  for (let tag = reader.next(end); tag !== 0; tag = reader.next(end)) {
    if (tag === delimited(1)) id = reader.text();
    else reader.skip(tag);
  }
  return id;
}

function readEntries(reader: WireReader, end: number, add: (entry: Uint8Array) => void): void {
  for (let tag = reader.next(end); tag !== 0; tag = reader.next(end)) {
    if (tag === delimited(1)) add(reader.bytes());
    else reader.skip(tag);
  }
}
