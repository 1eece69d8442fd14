import type { Spans } from '../order/span.ts';
import type { Question } from './question.ts';
import type { TaintScope } from './taint-scope.ts';

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
}

/** A request whose answer may have been read from drifted data. */
export interface Asking {
  readonly id: string;
  readonly spans: Spans;
  readonly reads: TaintScope;
  readonly question: Question | undefined;
}

interface Taint {
  /** When the first write began; what had ended by then read nothing drifted. */
  readonly sinceUs: number;
  /** When the last write had ended on both sides; what was equal before says nothing of later. */
  readonly untilUs: number;
  /** The first write. It differs by itself, not because of drift. */
  readonly root: string;
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
  /** When a question with equal answers was asked first since its taint; oldest news first. */
  readonly #equalAtUs = new Map<Question, number>();

  constructor(limits: TaintLimits) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#byScope.size;
  }

  taint({ id, spans, changes }: TaintingWrite): void {
    const added = { sinceUs: startOf(spans), untilUs: endOf(spans), root: id };
    for (const scope of changes) {
      const taint = together(this.#taintOf(scope), added);
      this.#byScope.delete(scope);
      this.#byScope.set(scope, taint);
    }
    for (const [scope, taint] of this.#byScope) {
      if (this.#byScope.size <= this.#limits.maxTainted) break;
      this.#byScope.delete(scope);
      this.#forgotten = together(this.#forgotten, taint);
    }
  }

  isTainted(scope: TaintScope): boolean {
    return this.#taintOf(scope) !== undefined;
  }

  /** True where a difference may be a consequence of drift. */
  covers({ id, spans, reads, question }: Asking): boolean {
    const taint = this.#taintOf(reads);
    if (taint === undefined || taint.root === id || endOf(spans) < taint.sinceUs) return false;
    const equalAtUs = this.#equalSince(taint, question);
    return equalAtUs === undefined || equalAtUs >= startOf(spans);
  }

  /** True where it would be news that this question was answered equally. */
  awaits({ reads, question }: Asking): boolean {
    const taint = this.#taintOf(reads);
    return taint !== undefined && this.#equalSince(taint, question) === undefined;
  }

  /** The answers were equal, and no write came between them. */
  sawEqual({ spans, question }: Asking): void {
    if (question === undefined) return;
    this.#equalAtUs.delete(question);
    this.#equalAtUs.set(question, startOf(spans));
    const [oldest] = this.#equalAtUs.keys();
    if (oldest !== undefined && this.#equalAtUs.size > this.#limits.maxEqual) this.#equalAtUs.delete(oldest);
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
  const first = added.sinceUs < before.sinceUs ? added : before;
  return { ...first, untilUs: Math.max(before.untilUs, added.untilUs) };
}

function startOf({ primary, shadow }: Spans): number {
  return Math.min(primary.startUs, shadow.startUs);
}

function endOf({ primary, shadow }: Spans): number {
  return Math.max(primary.endUs, shadow.endUs);
}
