import type { Ending } from './classify.ts';
import { meaningOf, type Fate } from './fate.ts';

/** Requests of one endpoint that were set aside for one cause. */
export interface SetAside {
  readonly fate: Fate;
  /** Of what follows from drift: what the drift goes back to. */
  readonly cause: string;
  readonly endpoint: string;
  readonly requests: number;
}

export interface SetAsideRow extends SetAside {
  readonly migration: string;
}

/** Causes that are told; beyond them is a tail of endpoints with few requests each. */
export const maxSetAside = 200;

export function isSetAside(fate: Fate): boolean {
  const meaning = meaningOf(fate);
  return meaning === 'set-aside' || meaning === 'partial';
}

/**
 * Why requests were set aside, and where, since the last batch: so that a share that is too large can be followed to what causes it.
 * Bounded, because fates and causes are constants of the code and endpoints are bounded.
 */
export class SetAsideCounts {
  #rows = new Map<
    string,
    { migration: string; fate: Fate; cause: string; endpoint: string; requests: number }
  >();

  count(migration: string, endpoint: string, { fate, cause }: Ending): void {
    if (!isSetAside(fate)) return;
    const name = `${migration} ${fate} ${cause} ${endpoint}`;
    const row = this.#rows.get(name);
    if (row === undefined) this.#rows.set(name, { migration, fate, cause, endpoint, requests: 1 });
    else row.requests += 1;
  }

  take(): SetAsideRow[] {
    const rows = [...this.#rows.values()];
    this.#rows = new Map();
    return rows;
  }
}
