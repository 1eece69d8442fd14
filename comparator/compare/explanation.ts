import type { DifferenceClass } from './difference.ts';
import type { JsonValue } from './json-value.ts';

/** What accounts for a difference, so that it is no finding; it is counted apart. */
export type Explanation =
  /** A rule that tolerates it, by its id. */
  | { readonly kind: 'rule'; readonly rule: string }
  /** The declared mapping from the old schema to the new, by the step's position. */
  | { readonly kind: 'mapping'; readonly step: number }
  /** Ids that each side gave out for itself, in a consistent one-to-one map. */
  | { readonly kind: 'generated' }
  /** Each side's own clock, within the time its exchange took. */
  | { readonly kind: 'clock' };

export interface ExplainedDifference {
  readonly class: DifferenceClass;
  readonly path: string;
  readonly by: Explanation;
}

/** Two values of one place that are not equal, and what kind of difference that would be. */
export interface DifferingLeaf {
  readonly path: string;
  readonly class: DifferenceClass;
  readonly primary: JsonValue;
  readonly shadow: JsonValue;
}

/** `contradicts`: it looks like a generated value, and breaks the one-to-one map that was learned. */
export type LeafVerdict = Explanation | 'contradicts' | undefined;

/** Accounts for differences of single values; undefined leaves them what they are. */
export type ExplainLeaf = (leaf: DifferingLeaf) => LeafVerdict;
