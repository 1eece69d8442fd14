import type { Spans } from '../order/span.ts';
import { anyScope, type StoredTaint, type TaintChanges } from './stored-taints.ts';
import type { Taint, TaintCause } from './taint.ts';
import type { Question, TaintScope } from './taint-scopes.ts';

export interface TaintLimits {
  readonly maxTainted: number;
  /** Questions whose answers were equal that are remembered. */
  readonly maxEqual: number;
}

/** A write after which the shadow's data may not be the primary's. */
export interface TaintingWrite {
  readonly id: string;
  readonly spans: Spans;
  readonly changes: readonly TaintScope[];
  readonly cause: TaintCause;
}

/** A request whose answer may have been read from drifted data. */
export interface Asking {
  readonly id: string;
  readonly spans: Spans;
  readonly reads: TaintScope;
  readonly question: Question | undefined;
}

/**
 * Which data of one migration may have drifted, and what was seen equal since.
 *
 * A taint has no end by time: drifted data stay so until they are written over, and nobody can see that from outside. What can be
 * seen is a question answered equally on both sides after the taint's last write. What that question reads has not drifted, so when
 * it differs again, something else is the cause. A write that answers the same is taken to have done the same: one that carries
 * drifted data on, into what was equal, and shows nothing of it in its answer, would be missed.
 *
 * What no longer fits taints everything that is not remembered.
 */
export class Taints {
  readonly #limits: TaintLimits;
  /** Least recently tainted first. */
  readonly #byScope = new Map<TaintScope, Taint>();
  #forgotten: Taint | undefined;
  /** Scopes whose taint is not what is stored, or is gone. */
  readonly #changed = new Set<TaintScope>();
  /** Nothing that is stored counts, so that all is written. */
  #anew = false;
  /** When a question with equal answers was asked first since its taint; oldest news first. */
  readonly #equalAtUs = new Map<Question, number>();

  constructor(limits: TaintLimits) {
    this.#limits = limits;
  }

  /** Those that an earlier comparator has stored. */
  static resume(limits: TaintLimits, stored: readonly StoredTaint[]): Taints {
    const taints = new Taints(limits);
    for (const { scope, ...taint } of stored) {
      if (scope === anyScope) taints.#forgotten = taint;
      else taints.#byScope.set(scope, taint);
    }
    taints.#forgetOldest();
    return taints;
  }

  /** Whatever is stored is of other data. */
  static startAnew(limits: TaintLimits): Taints {
    const taints = new Taints(limits);
    taints.#anew = true;
    return taints;
  }

  get size(): number {
    return this.#byScope.size;
  }

  taint({ id, spans, changes, cause }: TaintingWrite): void {
    const added = { sinceUs: startOf(spans), untilUs: endOf(spans), root: id, cause };
    for (const scope of changes) {
      const taint = together(this.#taintOf(scope), added);
      this.#byScope.delete(scope);
      this.#byScope.set(scope, taint);
      this.#change(scope);
    }
    this.#forgetOldest();
  }

  /** What the taint of this scope goes back to, where it has one. */
  causeAt(scope: TaintScope): TaintCause | undefined {
    return this.#taintOf(scope)?.cause;
  }

  /** Where a difference may be a consequence of drift, what that goes back to. */
  causeOf({ id, spans, reads, question }: Asking): TaintCause | undefined {
    const taint = this.#taintOf(reads);
    if (taint === undefined || taint.root === id || endOf(spans) < taint.sinceUs) return undefined;
    const equalAtUs = this.#equalSince(taint, question);
    return equalAtUs === undefined || equalAtUs >= startOf(spans) ? taint.cause : undefined;
  }

  /** True where it would be news that this question was answered equally. */
  awaits({ reads, question }: Asking): boolean {
    const taint = this.#taintOf(reads);
    return taint !== undefined && question !== undefined && this.#equalSince(taint, question) === undefined;
  }

  /** The answers were equal, and no write came between them. */
  sawEqual({ spans, question }: Asking): void {
    if (question === undefined) return;
    this.#equalAtUs.delete(question);
    this.#equalAtUs.set(question, startOf(spans));
    const [oldest] = this.#equalAtUs.keys();
    if (oldest !== undefined && this.#equalAtUs.size > this.#limits.maxEqual) this.#equalAtUs.delete(oldest);
  }

  /** What is to be stored since it was last asked; undefined when all is. */
  takeChanges(): Pick<TaintChanges, 'anew' | 'taints' | 'gone'> | undefined {
    if (!this.#anew && this.#changed.size === 0) return undefined;
    const taints: StoredTaint[] = [];
    const gone: TaintScope[] = [];
    for (const scope of this.#anew ? [anyScope, ...this.#byScope.keys()] : this.#changed) {
      const taint = scope === anyScope ? this.#forgotten : this.#byScope.get(scope);
      if (taint !== undefined) taints.push({ scope, ...taint });
      else if (!this.#anew) gone.push(scope);
    }
    const changes = { anew: this.#anew, taints, gone };
    this.#anew = false;
    this.#changed.clear();
    return changes;
  }

  #forgetOldest(): void {
    for (const [scope, taint] of this.#byScope) {
      if (this.#byScope.size <= this.#limits.maxTainted) break;
      this.#byScope.delete(scope);
      this.#forgotten = together(this.#forgotten, taint);
      this.#change(scope);
      this.#change(anyScope);
    }
  }

  /** While the store is away scopes come and go: beyond the bound, to write all that is left is less. */
  #change(scope: TaintScope): void {
    if (this.#anew) return;
    this.#changed.add(scope);
    if (this.#changed.size <= 2 * this.#limits.maxTainted + 1) return;
    this.#anew = true;
    this.#changed.clear();
  }

  #taintOf(scope: TaintScope): Taint | undefined {
    return this.#byScope.get(scope) ?? this.#forgotten;
  }

  #equalSince({ untilUs }: Taint, question: Question | undefined): number | undefined {
    const equalAtUs = question === undefined ? undefined : this.#equalAtUs.get(question);
    return equalAtUs !== undefined && equalAtUs > untilUs ? equalAtUs : undefined;
  }
}

function together(before: Taint | undefined, added: Taint): Taint {
  if (before === undefined) return added;
  // Told again of the first write, it is known better what was wrong with it.
  const first = added.sinceUs < before.sinceUs || added.root === before.root ? added : before;
  return { ...first, untilUs: Math.max(before.untilUs, added.untilUs) };
}

function startOf({ primary, shadow }: Spans): number {
  return Math.min(primary.startUs, shadow.startUs);
}

function endOf({ primary, shadow }: Spans): number {
  return Math.max(primary.endUs, shadow.endUs);
}
