import type { Standing } from './admission.ts';
import type { Comparison } from './compare/compare.ts';

/** What one upstream's answer shows beside the primary's, without the bodies where these are not needed again. */
export interface ComparedSide {
  readonly comparison: Comparison;
  /** Whether the request turned out to be about another thing there. */
  readonly isForeign: () => boolean;
  /** Of answers with values that nobody knew: compares them again. Undefined where the first comparison stands. */
  readonly again: (() => Comparison) | undefined;
  /** To be told when it is not needed any more. */
  readonly release: () => void;
}

/** Answers that are not compared have nothing to learn from. */
export function asItStands(comparison: Comparison): ComparedSide {
  return { comparison, isForeign: () => false, again: undefined, release: () => undefined };
}

/** What a side comes to, once it is known how it stands to the writes of its key. */
export function settle(side: ComparedSide, as: Standing): Comparison | 'foreign' | 'set-aside' {
  side.release();
  if (side.isForeign()) return 'foreign';
  // That nothing differs is a fact, also on drifted data: only ids are to be learned, and those a map that they fit.
  const mayBeEqual = as.kind === 'tainted' && side.comparison.differences.length === 0;
  if (as.kind !== 'evidence' && !mayBeEqual) return 'set-aside';
  const comparison = side.again?.() ?? side.comparison;
  return as.kind === 'evidence' || comparison.differences.length === 0 ? comparison : 'set-aside';
}
