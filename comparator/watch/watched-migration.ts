import type { DataCycle } from '../verdict/evidence-document.ts';
import type { Gates } from '../verdict/gates.ts';
import type { GeneratedPolicy } from '../generated/generated-values.ts';
import type { MappingStep } from '../mapping/mapping-step.ts';
import type { Rule } from '../rules/rule.ts';

export interface MethodAndPath {
  readonly method: string;
  readonly path: string;
}

/** What the comparator needs of a migration; read from the control plane's `GET /v1/migrations`. */
export interface WatchedMigration extends GeneratedPolicy {
  readonly name: string;
  /** Without a key every request conflicts with every other of the migration. */
  readonly keyed: boolean;
  /** A control upstream is declared: each request is sent to it too. */
  readonly controlled: boolean;
  /** It has a database of its own, so that it is sent writes as well. */
  readonly controlOwnsDatabase: boolean;
  /** Overrides of the method's meaning. */
  readonly safe: readonly MethodAndPath[];
  readonly unsafe: readonly MethodAndPath[];
  /** Response headers to compare, lower case. */
  readonly headers: readonly string[];
  /** Endpoint templates declared by the user, tried before learned ones. */
  readonly endpoints: readonly string[];
  /** Those that can be applied. */
  readonly rules: readonly Rule[];
  /** From the old schema to the new; empty where it contradicts itself. */
  readonly mapping: readonly MappingStep[];
  /** The response header that names a stack's build, lower case. */
  readonly build: string | undefined;
  readonly gates: Gates;
  readonly cycle: DataCycle;
  /** Digest of what is compared and how, but for rules. */
  readonly configuration: string;
  /** The shadow's time to answer, milliseconds. */
  readonly mirrorTimeoutMs: number;
  /** How long a half waits for its partner, milliseconds. */
  readonly pairTimeoutMs: number;
}
