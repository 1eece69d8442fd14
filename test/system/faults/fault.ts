import type { Fate } from '../../../comparator/ledger/fate.ts';
import type { FaultRig } from './fault-rig.ts';
import type { Mix } from './traffic.ts';

/** One thing that goes wrong, and what it may leave in the books. What it does to production is always the same: nothing. */
export interface Fault {
  readonly name: string;
  /** What is sent meanwhile, where that belongs to the fault. */
  readonly mix: Mix;
  /** Fates that requests may end in because of it, besides those that they end in anyway. */
  readonly fates: readonly Fate[];
  /** Classes of findings that it explains. */
  readonly findings: readonly string[];
  inject(rig: FaultRig): Promise<void>;
  /** Undoes it, and returns once all that it touched works again. */
  heal(rig: FaultRig): Promise<void>;
}
