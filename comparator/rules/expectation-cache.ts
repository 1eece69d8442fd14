import { noExpectations, type Expectations } from '../compare/expectations.ts';
import { compileExpectations, isSuccess, type Asked, type Declared } from './compile-expectations.ts';

/** Migrations and, of each, endpoints that are kept compiled; a migration's begin anew when there are more. */
const MAX_MIGRATIONS = 256;
const MAX_ENDPOINTS = 1_024;

/** Stand for statuses that no rule names. */
const ANY_SUCCESS = 200;
const ANY_OTHER = 500;

/**
 * Compiles what a migration declares once for each endpoint, and for each status that a rule names; anew when the declaration changes or
 * a rule expires.
 */
export class ExpectationCache {
  readonly #byMigration = new Map<string, CompiledMigration>();

  of(migration: Declared & { readonly name: string }, asked: Asked): Expectations {
    if (migration.rules.length === 0 && migration.mapping.length === 0) return noExpectations;
    let compiled = this.#byMigration.get(migration.name);
    if (compiled?.holds(migration, asked.nowMs) !== true) {
      compiled = new CompiledMigration(migration, asked.nowMs);
      this.#byMigration.delete(migration.name);
      this.#byMigration.set(migration.name, compiled);
      const [oldest] = this.#byMigration.keys();
      if (oldest !== undefined && this.#byMigration.size > MAX_MIGRATIONS) this.#byMigration.delete(oldest);
    }
    return compiled.of(asked);
  }
}

/** Of one declaration, until the next rule of it expires. */
class CompiledMigration {
  readonly #declared: Declared;
  readonly #sinceMs: number;
  readonly #untilMs: number;
  /** Others are all treated alike. */
  readonly #statuses: ReadonlySet<number>;
  readonly #byEndpoint = new Map<string, Map<number, Expectations>>();

  constructor(declared: Declared, nowMs: number) {
    this.#declared = declared;
    this.#sinceMs = nowMs;
    const expiries = declared.rules.map(({ expires }) => expires?.getTime() ?? Infinity);
    this.#untilMs = Math.min(Infinity, ...expiries.filter((expiry) => expiry > nowMs));
    this.#statuses = new Set(declared.rules.flatMap(({ when }) => (when === undefined ? [] : [when.status])));
  }

  /** A pair of before the last expiry is compared as those after it: pairs come out of order by seconds, and nothing else changes. */
  holds({ rules, mapping }: Declared, nowMs: number): boolean {
    return this.#declared.rules === rules && this.#declared.mapping === mapping && nowMs < this.#untilMs;
  }

  of({ endpoint, status }: Asked): Expectations {
    let byStatus = this.#byEndpoint.get(endpoint);
    if (byStatus === undefined) {
      if (this.#byEndpoint.size >= MAX_ENDPOINTS) this.#byEndpoint.clear();
      this.#byEndpoint.set(endpoint, (byStatus = new Map<number, Expectations>()));
    }
    const group = this.#groupOf(status);
    let expectations = byStatus.get(group);
    if (expectations === undefined) {
      const nowMs = this.#sinceMs;
      expectations = compileExpectations(this.#declared, { endpoint, status: group, nowMs });
      byStatus.set(group, expectations);
    }
    return expectations;
  }

  /** A status that no rule names stands for all like it: success, or anything else. */
  #groupOf(status: number): number {
    if (this.#statuses.has(status)) return status;
    return isSuccess(status) ? ANY_SUCCESS : ANY_OTHER;
  }
}
