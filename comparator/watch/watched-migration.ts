import type { MappingStep } from '../mapping/mapping-step.ts';
import type { GeneratedPolicy } from '../generated/generated-values.ts';
import type { Rule } from '../rules/rule.ts';
import type { DataCycle } from '../verdict/evidence-document.ts';

export interface MethodAndPath {
  readonly method: string;
  readonly path: string;
}

/** What the comparator needs of a migration; read from the control plane's `GET /v1/migrations`. */
export interface WatchedMigration extends GeneratedPolicy {
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
  /** Those that can be applied. */
  readonly rules: readonly Rule[];
  /** From the old schema to the new; empty where it contradicts itself. */
  readonly mapping: readonly MappingStep[];
  readonly cycle: DataCycle;
  /** The shadow's time to answer, milliseconds. */
  readonly mirrorTimeoutMs: number;
  /** How long a half waits for its partner, milliseconds. */
  readonly pairTimeoutMs: number;
}
