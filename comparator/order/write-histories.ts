import type { OtherSide } from '../exchange/exchange.ts';
import type { Fingerprint } from '../taint/fingerprint.ts';
import type { StoredTaints, TaintChanges } from '../taint/stored-taints.ts';
import { TaintScopes } from '../taint/taint-scopes.ts';
import { Taints, type TaintLimits } from '../taint/taints.ts';
import { WriteWindow, type WriteWindowLimits } from './write-window.ts';

/** What is known of one migration's writes on one side: the recent ones, and which data they left different. */
export interface WriteHistory {
  readonly window: WriteWindow;
  readonly taints: Taints;
}

export interface WriteHistoriesParts {
  /** Held against the primary. */
  readonly side: OtherSide;
  readonly limits: { readonly writeWindow: WriteWindowLimits; readonly taint: TaintLimits };
  readonly fingerprint: Fingerprint;
  /** Which filling of the shadow a migration is in; undefined where the migration is not known. */
  readonly dataCycleOf: (migration: string) => number | undefined;
  /** Of an earlier comparator, both sides'. */
  readonly recovered: readonly StoredTaints[];
}

interface Kept extends WriteHistory {
  /** Undefined until the migration is known. */
  dataCycle: number | undefined;
}

/** The write history of each migration, on one side; one without writes takes no room. A shadow that was filled anew starts one. */
export class WriteHistories {
  readonly scopes: TaintScopes;
  readonly #parts: WriteHistoriesParts;
  readonly #byMigration = new Map<string, Kept>();

  constructor(parts: WriteHistoriesParts) {
    this.#parts = parts;
    this.scopes = new TaintScopes(parts.fingerprint);
    for (const { migration, side, dataCycle, taints } of parts.recovered) {
      if (side === parts.side) this.#keep(migration, dataCycle, Taints.resume(parts.limits.taint, taints));
    }
  }

  get rememberedWrites(): number {
    return this.#sum(({ window }) => window.size);
  }

  get taintedKeys(): number {
    return this.#sum(({ taints }) => taints.size);
  }

  of(migration: string): WriteHistory {
    const { limits, dataCycleOf } = this.#parts;
    const kept = this.#byMigration.get(migration);
    const dataCycle = dataCycleOf(migration);
    if (kept === undefined) return this.#keep(migration, dataCycle, new Taints(limits.taint));
    if (dataCycle === undefined || dataCycle === kept.dataCycle) return kept;
    if (kept.dataCycle !== undefined) {
      return this.#keep(migration, dataCycle, Taints.startAnew(limits.taint));
    }
    kept.dataCycle = dataCycle;
    return kept;
  }

  forget(nowMs: number): void {
    for (const { window } of this.#byMigration.values()) window.forget(nowMs);
  }

  /** What has become of taints since this was last asked, for the store. */
  takeTaints(): TaintChanges[] {
    return [...this.#byMigration].flatMap(([migration, { taints, dataCycle }]) => {
      if (dataCycle === undefined) return [];
      const changes = taints.takeChanges();
      return changes === undefined ? [] : [{ migration, side: this.#parts.side, dataCycle, ...changes }];
    });
  }

  #keep(migration: string, dataCycle: number | undefined, taints: Taints): WriteHistory {
    const window = new WriteWindow(this.#parts.limits.writeWindow, this.scopes);
    const kept = { window, taints, dataCycle };
    this.#byMigration.set(migration, kept);
    return kept;
  }

  #sum(sizeOf: (history: WriteHistory) => number): number {
    let sum = 0;
    for (const history of this.#byMigration.values()) sum += sizeOf(history);
    return sum;
  }
}
