/** What both variants of a discovery request carry, decoded; the node is read at the edge, from the first request. */
interface DiscoveryRequest {
  readonly typeUrl: string;
  /** Nonce of the response that is answered; empty where none is. */
  readonly responseNonce: string;
  /** Envoy's reason where it refused that response. Its presence alone makes the request a NACK. */
  readonly rejection: string | undefined;
}

/** State-of-the-world: each request names everything its sender wants of the type. */
export interface SotwRequest extends DiscoveryRequest {
  /** Of the last response its sender accepted, which may have come on an earlier stream; empty if there was none. */
  readonly versionInfo: string;
  readonly names: readonly string[];
}

/** Incremental: each request names what changes in what its sender wants. */
export interface DeltaRequest extends DiscoveryRequest {
  readonly subscribe: readonly string[];
  readonly unsubscribe: readonly string[];
  /** What its sender has from an earlier stream, versions by name; only on the first request of a type. */
  readonly initialVersions: ReadonlyMap<string, string>;
}
