import type { OtherSide } from '../exchange/exchange.ts';
import type { StoredTaint, StoredTaints, TaintChanges } from './stored-taints.ts';

interface OfOneSide {
  readonly byScope: Map<number, StoredTaint>;
  dataCycle: number;
}

/** What a store has of one migration's taints. */
export class InMemoryTaints {
  readonly #sides: Readonly<Record<OtherSide, OfOneSide>> = {
    control: { byScope: new Map(), dataCycle: 0 },
    shadow: { byScope: new Map(), dataCycle: 0 },
  };

  apply({ side, dataCycle, anew, taints, gone }: TaintChanges): void {
    const stored = this.#sides[side];
    stored.dataCycle = dataCycle;
    if (anew) stored.byScope.clear();
    for (const scope of gone) stored.byScope.delete(scope);
    for (const taint of taints) stored.byScope.set(taint.scope, taint);
  }

  stored(migration: string): readonly StoredTaints[] {
    return (['control', 'shadow'] as const).flatMap((side) => {
      const { byScope, dataCycle } = this.#sides[side];
      const taints = [...byScope.values()].sort((one, other) => one.untilUs - other.untilUs);
      return taints.length === 0 ? [] : [{ migration, side, dataCycle, taints }];
    });
  }
}
