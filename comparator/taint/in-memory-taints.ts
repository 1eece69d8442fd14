import type { StoredTaint, StoredTaints, TaintChanges } from './stored-taints.ts';

/** What a store has of one migration's taints. */
export class InMemoryTaints {
  readonly #byScope = new Map<number, StoredTaint>();
  #dataCycle = 0;

  apply({ dataCycle, anew, taints, gone }: TaintChanges): void {
    this.#dataCycle = dataCycle;
    if (anew) this.#byScope.clear();
    for (const scope of gone) this.#byScope.delete(scope);
    for (const taint of taints) this.#byScope.set(taint.scope, taint);
  }

  /** Undefined where there is none. */
  stored(migration: string): StoredTaints | undefined {
    const taints = [...this.#byScope.values()].sort((one, other) => one.untilUs - other.untilUs);
    return taints.length === 0 ? undefined : { migration, dataCycle: this.#dataCycle, taints };
  }
}
