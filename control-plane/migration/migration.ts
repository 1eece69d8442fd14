import type { DataCycle } from '../cycle/data-cycle.ts';
import type { Gates } from './gates.ts';
import type { MappingStep } from './mapping-step.ts';
import type { Rule } from './rule.ts';

/** An address of an upstream, as written by the user: a host name or an IP literal, and a port. */
export interface HostPort {
  readonly host: string;
  readonly port: number;
}

export interface UpstreamTls {
  /** Server name sent and verified. */
  readonly serverName: string;
  /** PEM bundle on Envoy's file system that must have signed the upstream's certificate. */
  readonly trustedCaFile: string;
}

export interface Upstream {
  readonly hosts: readonly HostPort[];
  readonly http2: boolean;
  readonly tls: UpstreamTls | undefined;
  /** How long opening a connection may take. */
  readonly connectTimeoutMs: number;
  /** How long a connection without requests is kept; 0 for ever. */
  readonly idleTimeoutMs: number;
}

export interface ShadowUpstream extends Upstream {
  /** Requests that it can serve at once, from all Envoys together: its pool, its database's connections. */
  readonly capacity: number | undefined;
}

/** The old version on a clone of its own: what it and the primary disagree on is noise. */
export interface ControlUpstream extends ShadowUpstream {
  /** Its database is not production's, so that it can be sent writes; without it only safe requests are. */
  readonly ownDatabase: boolean;
}

export interface PrimaryUpstream extends Upstream {
  /** Whole-request time limit towards the primary; 0 means none, so that Umbra adds no limit of its own. */
  readonly timeoutMs: number;
  /** Envoy's retry_on conditions and attempts; none unless asked for. */
  readonly retries: { readonly on: string; readonly attempts: number } | undefined;
}

/** Requests under a path prefix that go to another upstream and are never mirrored. */
export interface PlainRoute {
  readonly pathPrefix: string;
  readonly upstream: Upstream;
}

export interface Listener {
  readonly host: string;
  readonly port: number;
  /** `keep` sends X-Forwarded-For on untouched; `append` adds the client's address, as an edge proxy does. */
  readonly forwardedFor: 'keep' | 'append';
  /** Trusted proxies in front, for `append`. */
  readonly trustedHops: number;
  readonly tls: { readonly certificateFile: string; readonly keyFile: string } | undefined;
}

export interface MethodAndPath {
  readonly method: string;
  /** Exact path, without query. */
  readonly path: string;
}

/** What makes requests belong together; undefined where each request stands by itself. */
export type MirrorKey =
  | { readonly kind: 'header'; readonly name: string }
  | { readonly kind: 'cookie'; readonly name: string }
  /** Zero-based segment of the path: 1 in `/tenants/{this}/orders`. */
  | { readonly kind: 'pathSegment'; readonly index: number };

export type Exclusion =
  { readonly kind: 'path'; readonly path: string } | { readonly kind: 'upgrade'; readonly protocol: string };

export interface ReadsAndWrites {
  readonly reads: number;
  readonly writes: number;
}

export interface MirrorPolicy {
  /** Hundredths of a percent, 0 to 10,000, of safe requests. An integer, so that buckets are cut exactly. */
  readonly basisPoints: number;
  /** Which unsafe requests are mirrored: every one, the same share as safe ones, or none. */
  readonly writes: 'all' | 'sampled' | 'none';
  readonly key: MirrorKey | undefined;
  readonly safe: readonly MethodAndPath[];
  readonly unsafe: readonly MethodAndPath[];
  readonly credentials: 'forward' | 'strip' | { readonly replace: Readonly<Record<string, string>> };
  /** Requests whose content-length is over this many bytes are not mirrored, and counted. */
  readonly maxBodyBytes: number;
  readonly exclude: readonly Exclusion[];
  /** The shadow's time to answer; also bounds how long an upload of unknown length can be held up by a stuck shadow. */
  readonly timeoutMs: number;
  /** Requests the shadow may be serving at once, reads and writes apart, per Envoy. */
  readonly maxConcurrent: ReadsAndWrites;
  /** Further requests that may wait for a connection to the shadow, likewise. */
  readonly maxPending: ReadsAndWrites;
}

/** A field that holds ids of a kind, which each side may give out for itself. */
export interface GeneratedField {
  /** Undefined means every endpoint. */
  readonly endpoint: string | undefined;
  readonly path: string;
  readonly kind: string;
}

export interface ComparePolicy {
  /** Response headers to compare, lower case. */
  readonly headers: readonly string[];
  /** Bytes of each body that are captured. */
  readonly captureBytes: number;
  /** Endpoint templates (`GET /orders/{id}`) tried before learned ones. */
  readonly endpoints: readonly string[];
  readonly rules: readonly Rule[];
  /** How answers of the old schema read on the new one, in order. */
  readonly mapping: readonly MappingStep[];
  /** Response header that names a stack's build, lower case. */
  readonly build: string | undefined;
  /** By how much the stacks' clocks may differ. */
  readonly clockSkewMs: number;
  readonly generated: readonly GeneratedField[];
}

/** The resource a user creates: what is verified, and how. */
export interface Migration {
  readonly name: string;
  readonly listener: Listener;
  readonly primary: PrimaryUpstream;
  readonly shadow: ShadowUpstream;
  readonly control: ControlUpstream | undefined;
  readonly routes: readonly PlainRoute[];
  readonly mirror: MirrorPolicy;
  readonly compare: ComparePolicy;
  readonly gates: Gates;
}

/** A migration as stored: with what operators did to it since. */
export interface StoredMigration {
  readonly migration: Migration;
  /** True after `halt`: mirroring is off whatever the percent says, until `resume`. */
  readonly halted: boolean;
  /** Since when the shadow's data is to equal production's, and what it has missed since. */
  readonly cycle: DataCycle;
  /** Counts every change; the ETag. */
  readonly revision: number;
  readonly updatedAt: Date;
}
