/** What the control plane's API answers (`docs/architecture.md`). Times are ISO 8601, shares 0 to 1. */

export interface MirrorState {
  readonly percent: number;
  readonly writes: 'all' | 'sampled' | 'none';
  readonly halted: boolean;
}

export interface EnvoyConfig {
  readonly sent?: string | null;
  readonly acknowledged?: string | null;
  readonly rejected?: { readonly version: string; readonly reason: string } | null;
}

export interface EnvoyStatus {
  readonly node: string;
  readonly connected: boolean;
  /** By resource type. */
  readonly config: Readonly<Record<string, EnvoyConfig>>;
  readonly confirmed: MirrorState | null;
}

/** From one reset of the shadow to the next. A gap is time in which an eligible write was not mirrored. */
export interface DataCycle {
  readonly number: number;
  readonly startedAt: string;
  readonly gaps: readonly { readonly reason: string; readonly from: string; readonly to: string | null }[];
}

export interface Status {
  readonly name: string;
  readonly phase: string;
  /** What was asked for. */
  readonly mirror: MirrorState;
  /** What all connected Envoys agree on; null while they do not, or none is connected. */
  readonly confirmed: MirrorState | null;
  readonly cycle?: DataCycle;
  /** False while a halt that Envoys were told of could not be stored yet. */
  readonly stored?: boolean;
  /** Why Envoys are not told the newest configuration. */
  readonly problem?: string;
  readonly envoys: readonly EnvoyStatus[];
}

export interface Shape {
  readonly type: string;
  readonly length?: number;
  readonly scale?: number;
  readonly literal?: string;
  readonly edit?: { readonly commonPrefix: number; readonly commonSuffix: number };
}

export interface Exemplar {
  readonly seenAt: string;
  readonly pairingId: string;
  readonly request: { readonly method: string; readonly path: string };
  readonly primary: Shape;
  readonly shadow: Shape;
}

export interface Finding {
  readonly id: string;
  readonly endpoint: string;
  readonly path: string;
  readonly class: string;
  readonly count: number;
  readonly keys: number;
  readonly firstSeen: string;
  readonly lastSeen: string;
  readonly exemplars: readonly Exemplar[];
}

export interface Ledger {
  readonly migration: string;
  readonly captured: number;
  readonly inFlight: number;
  readonly fates: Readonly<Record<string, number>>;
  readonly shares: { readonly evidence: number; readonly setAside: number; readonly loss: number };
  readonly balanced: boolean;
  readonly envoy: EnvoyReconciliation;
}

/** Envoy's own counters of the same requests. */
export interface EnvoyReconciliation {
  readonly state: 'agrees' | 'disagrees' | 'not-reconciled';
  readonly disagreements: readonly { readonly equation: string; readonly requests: number }[];
  readonly captured: number;
  readonly mirrored: number;
  /** Access log entries that Envoys had no room for. */
  readonly dropped: number;
  /** Requests of Envoys that do not report. */
  readonly unreported: number;
  readonly lastHeard: string | null;
  /** Envoys that ended without a last report, and about how many requests more may be lost with them. */
  readonly ended: { readonly envoys: number; readonly atMost: number };
}

export interface EndpointCount {
  readonly endpoint: string;
  readonly compared: number;
  readonly differing: number;
}

export interface Report {
  readonly migration: string;
  readonly generatedAt: string;
  readonly outcome: string;
  readonly pairs: { readonly compared: number; readonly identical: number; readonly differing: number };
  readonly endpoints: readonly EndpointCount[];
  readonly findings: readonly Finding[];
  readonly ledger: Ledger;
}

/** Problem details (RFC 9457), and what the page says itself when there was no answer to read. */
export interface Problem {
  /** Undefined when no answer came. */
  readonly status?: number;
  readonly title: string;
  readonly detail: string;
  readonly errors: readonly { readonly path: string; readonly message: string; readonly remedy: string }[];
}
