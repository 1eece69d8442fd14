import type { CapturedBody, ResponseFlag } from '../exchange/exchange.ts';

/** What is read of an HTTP access log entry (`protos/umbra/ingest.proto`). What was not sent is undefined, a text empty, a number 0. */
export interface LogEntry {
  readonly common: LogCommon | undefined;
  readonly request: LogRequest | undefined;
  readonly response: LogResponse | undefined;
}

/** Times are microseconds: since the epoch, or since the start. */
export interface LogCommon {
  readonly startTimeUs: number | undefined;
  readonly timeToLastRxByteUs: number | undefined;
  readonly timeToFirstUpstreamTxByteUs: number | undefined;
  readonly timeToLastUpstreamRxByteUs: number | undefined;
  readonly durationUs: number | undefined;
  readonly flags: ReadonlySet<ResponseFlag>;
  readonly captured: LogCaptured | undefined;
  readonly routeName: string;
  readonly accessLogType: number;
}

/** What the capture script left as dynamic metadata. */
export interface LogCaptured {
  readonly id: string | undefined;
  readonly key: string | undefined;
  readonly request: CapturedBody | undefined;
  readonly response: CapturedBody | undefined;
}

export interface LogRequest {
  readonly method: number;
  readonly path: string;
  readonly originalPath: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface LogResponse {
  readonly code: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** Likewise; undefined where none were logged. */
  readonly trailers: Readonly<Record<string, string>> | undefined;
  readonly details: string;
}
