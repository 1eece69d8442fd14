import { Taints, type TaintLimits } from '../taint/taints.ts';
import { WriteWindow, type WriteWindowLimits } from './write-window.ts';

/** What is known of one migration's writes: the recent ones, and which data they left different. */
export interface WriteHistory {
  readonly window: WriteWindow;
  readonly taints: Taints;
}

/** The write history of each migration; one without writes takes no room. */
export class WriteHistories {
  readonly #limits: { readonly writeWindow: WriteWindowLimits; readonly taint: TaintLimits };
  readonly #byMigration = new Map<string, WriteHistory>();

  constructor(limits: { readonly writeWindow: WriteWindowLimits; readonly taint: TaintLimits }) {
    this.#limits = limits;
  }

  get rememberedWrites(): number {
    return this.#sum(({ window }) => window.size);
  }

  get taintedKeys(): number {
    return this.#sum(({ taints }) => taints.size);
  }

  of(migration: string): WriteHistory {
    let history = this.#byMigration.get(migration);
    if (history === undefined) {
      const { writeWindow, taint } = this.#limits;
      history = { window: new WriteWindow(writeWindow), taints: new Taints(taint) };
      this.#byMigration.set(migration, history);
    }
    return history;
  }

  forget(nowMs: number): void {
    for (const { window } of this.#byMigration.values()) window.forget(nowMs);
  }

  #sum(sizeOf: (history: WriteHistory) => number): number {
    let sum = 0;
    for (const history of this.#byMigration.values()) sum += sizeOf(history);
    return sum;
  }
}
