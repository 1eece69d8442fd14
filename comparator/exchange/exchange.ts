/** Which upstream answered. The control is the old version on its own clone, where there is one. */
export type Side = 'primary' | 'shadow' | 'control';

/** What is held against the primary. */
export type OtherSide = Exclude<Side, 'primary'>;

/**
 * The name of one mirrored request, made in Envoy: `<seed>-<number>`. A seed belongs to one Lua state (one worker of
 * one listener version); its numbers are consecutive from 1, so a hole is a loss.
 */
export interface PairingId {
  readonly seed: string;
  readonly number: number;
}

/** A body as captured: at most the cap's bytes, as they went over the wire (content-encoding not undone). */
export interface CapturedBody {
  /** What Envoy sent: the bytes themselves, or their base64 text. Equal data with equal `base64` means equal bytes. */
  readonly data: Uint8Array;
  readonly base64: boolean;
  /** Bytes that passed on the wire; more than captured when the body was cut at the cap. */
  readonly totalBytes: number;
  readonly truncated: boolean;
}

export interface CapturedRequest {
  readonly method: string;
  /** Path with query string, as the client sent it. */
  readonly path: string;
  /** Lower-case names; only the headers the migration names. */
  readonly headers: Readonly<Record<string, string>>;
  /** Captured on the primary side only. */
  readonly body: CapturedBody | undefined;
}

export interface CapturedResponse {
  /** HTTP status; 0 when there was no response. */
  readonly status: number;
  /** `grpc-status` is here too where it came as a trailer. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: CapturedBody | undefined;
}

/** Envoy's response flags that decide a fate, by their short names in Envoy's documentation. */
export type ResponseFlag =
  | 'UH'
  | 'UF'
  | 'UO'
  | 'UC'
  | 'UR'
  | 'URX'
  | 'UT'
  | 'UMSDR'
  | 'UPE'
  | 'DC'
  | 'DR'
  | 'LR'
  | 'SI'
  | 'DT'
  | 'NR'
  | 'NC';

/** One request with one upstream's response, as captured on one side. */
export interface Exchange {
  readonly migration: string;
  readonly side: Side;
  readonly id: PairingId;
  /** `mirror`: a copy was sent to the shadow; `too-large`: the body was over `mirror.maxBodyBytes`, so none was. */
  readonly route: 'mirror' | 'too-large';
  /** The mirror key's value, on the primary side and where the request has one. Never stored. */
  readonly key: string | undefined;
  readonly request: CapturedRequest;
  readonly response: CapturedResponse;
  /** Envoy's clock, microseconds since the epoch. */
  readonly startedAtUs: number;
  readonly endedAtUs: number;
  /** Last byte received from the upstream minus first byte sent to it; undefined when either never happened. */
  readonly upstreamTimeUs: number | undefined;
  /** False when the upload was cut: by the client, or by an upstream that answered before it had read all. */
  readonly requestComplete: boolean;
  readonly flags: ReadonlySet<ResponseFlag>;
  /** Envoy's response_code_details, for what flags alone do not tell apart. */
  readonly details: string;
}
