/** An HTTP access log entry as `protos/umbra/ingest.proto` decodes it. Absent messages are null, absent scalars their zero. */
export interface LogEntry {
  readonly commonProperties: LogCommon | null;
  readonly request: LogRequest | null;
  readonly response: LogResponse | null;
}

export interface LogCommon {
  readonly startTime: LogTime | null;
  readonly timeToLastRxByte: LogTime | null;
  readonly timeToFirstUpstreamTxByte: LogTime | null;
  readonly timeToLastUpstreamRxByte: LogTime | null;
  readonly responseFlags: LogFlags | null;
  readonly metadata: { readonly filterMetadata: Readonly<Record<string, LogStruct>> } | null;
  readonly routeName: string;
  readonly duration: LogTime | null;
  readonly accessLogType: number;
}

export interface LogTime {
  readonly seconds: number;
  readonly nanos: number;
}

export interface LogFlags {
  readonly noHealthyUpstream: boolean;
  readonly upstreamRequestTimeout: boolean;
  readonly localReset: boolean;
  readonly upstreamRemoteReset: boolean;
  readonly upstreamConnectionFailure: boolean;
  readonly upstreamConnectionTermination: boolean;
  readonly upstreamOverflow: boolean;
  readonly noRouteFound: boolean;
  readonly downstreamConnectionTermination: boolean;
  readonly upstreamRetryLimitExceeded: boolean;
  readonly streamIdleTimeout: boolean;
  readonly upstreamMaxStreamDurationReached: boolean;
  readonly durationTimeout: boolean;
  readonly upstreamProtocolError: boolean;
  readonly noClusterFound: boolean;
  readonly downstreamRemoteReset: boolean;
}

export interface LogRequest {
  readonly requestMethod: number;
  readonly path: string;
  readonly originalPath: string;
  readonly requestHeaders: Readonly<Record<string, string>>;
}

export interface LogResponse {
  readonly responseCode: { readonly value: number } | null;
  readonly responseHeaders: Readonly<Record<string, string>>;
  readonly responseTrailers: Readonly<Record<string, string>>;
  readonly responseCodeDetails: string;
}

export interface LogStruct {
  readonly fields: Readonly<Record<string, LogValue>>;
}

/** One of them was sent; the others have their defaults. */
export interface LogValue {
  readonly numberValue: number;
  /** The empty array is the decoder's default: the value was not a string. */
  readonly stringValue: Uint8Array | readonly [];
  readonly boolValue: boolean;
  readonly structValue: LogStruct | null;
}
