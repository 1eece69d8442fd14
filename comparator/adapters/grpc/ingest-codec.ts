import { readFileSync } from 'node:fs';
import protobuf from 'protobufjs';
import type { LogEntry } from '../../ingest/log-entry.ts';

/** One message of Envoy's access log stream, its entries still encoded. */
export interface LogMessage {
  /** Only the first message of a stream must name its node. */
  readonly identifier: { readonly node: { readonly id: string } | null } | null;
  readonly httpLogs: { readonly logEntry: readonly Uint8Array[] } | null;
  readonly tcpLogs: { readonly logEntry: readonly Uint8Array[] } | null;
}

export interface IngestCodec {
  /** Throws on bytes that are no such message. */
  decodeMessage(bytes: Uint8Array): LogMessage;
  /** Throws on bytes that are no such entry. */
  decodeEntry(bytes: Uint8Array): LogEntry;
}

/** The slim profile's own description, for whoever must hold it against Envoy's. */
export function loadIngestTypes(): protobuf.Root {
  const source = readFileSync(new URL('../../../protos/umbra/ingest.proto', import.meta.url), 'utf8');
  const { root } = protobuf.parse(source);
  root.resolveAll();
  return root;
}

/** Decodes with `protos/umbra/ingest.proto`: the hot path of the comparator. */
export function loadIngestCodec(): IngestCodec {
  const root = loadIngestTypes();
  const message = root.lookupType('umbra.ingest.StreamAccessLogsMessage');
  const entry = root.lookupType('umbra.ingest.HTTPAccessLogEntry');
  return {
    decodeMessage: (bytes) => message.decode(bytes) as unknown as LogMessage,
    decodeEntry: (bytes) => entry.decode(bytes) as unknown as LogEntry,
  };
}
