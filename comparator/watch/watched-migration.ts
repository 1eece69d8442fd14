import type { DataCycle } from '../verdict/evidence-document.ts';
import type { DifferenceClass } from '../compare/difference.ts';

/** A declared statement that a difference is expected. Exact paths; `class` undefined means any class there. */
export interface IgnoreRule {
  /** Endpoint template (`GET /orders/{id}`); undefined means every endpoint. */
  readonly endpoint: string | undefined;
  readonly path: string;
  readonly class: DifferenceClass | undefined;
}

export interface MethodAndPath {
  readonly method: string;
  readonly path: string;
}

/** What the comparator needs of a migration; read from the control plane's `GET /v1/migrations`. */
export interface WatchedMigration {
  readonly name: string;
  /** Without a key every request conflicts with every other of the migration. */
  readonly keyed: boolean;
  /** Overrides of the method's meaning. */
  readonly safe: readonly MethodAndPath[];
  readonly unsafe: readonly MethodAndPath[];
  /** Response headers to compare, lower case. */
  readonly headers: readonly string[];
  /** Endpoint templates declared by the user, tried before learned ones. */
  readonly endpoints: readonly string[];
  readonly rules: readonly IgnoreRule[];
  /** Of the shadow's data. */
  readonly cycle: DataCycle;
  /** The shadow's time to answer, milliseconds. */
  readonly mirrorTimeoutMs: number;
  /** How long a half waits for its partner, milliseconds. */
  readonly pairTimeoutMs: number;
}
