import type { OtherSide } from '../exchange/exchange.ts';
import type { TaintScope } from './taint-scopes.ts';
import type { Taint } from './taint.ts';

/** In place of a scope: all that is not remembered. */
export const anyScope = -1;

export interface StoredTaint extends Taint {
  readonly scope: TaintScope;
}

/** All taints of one migration's shadow or control, as it was filled the last time. */
export interface StoredTaints {
  readonly migration: string;
  readonly side: OtherSide;
  readonly dataCycle: number;
  /** Least recently tainted first. */
  readonly taints: readonly StoredTaint[];
}

/** What has become of these taints since the last batch. */
export interface TaintChanges extends StoredTaints {
  /** None of those that are stored is true any more; else `taints` come beside them, or in their place. */
  readonly anew: boolean;
  /** Scopes that are not remembered by themselves any more. */
  readonly gone: readonly TaintScope[];
}
