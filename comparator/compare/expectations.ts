import type { DifferenceClass } from './difference.ts';
import type { ExplainedDifference, ExplainLeaf, Explanation } from './explanation.ts';
import type { JsonValue } from './json-value.ts';

/** Containers cut by the capture's cap, of either side: what is missing from them is no difference. */
export type OpenContainers = ReadonlySet<JsonValue>;

/** A value that takes another's place: where the first was cut, so is the second. */
export type TakePlace = (before: JsonValue, after: JsonValue) => void;

/** What was declared of one endpoint's answers with one status, for the time being. */
export interface Expectations {
  /** The old schema's answer as it reads on the new one; undefined where no step applies. */
  readonly mapping: Mapping | undefined;
  /** Whether a status that differs is no reason to leave the rest of the answers uncompared. */
  readonly comparesPast: (path: 'status' | 'grpc-status') => boolean;
  /** Of differences of every kind, by class and path alone. */
  readonly explain: ((differenceClass: DifferenceClass, path: string) => Explanation | undefined) | undefined;
  /** Of two values. */
  readonly explainLeaf: ExplainLeaf | undefined;
  readonly unordered: FindUnordered | undefined;
}

/** What is declared of the order of the array at a path. */
export type FindUnordered = (path: string) => Unordered | undefined;

/** An array whose order means nothing. */
export interface Unordered {
  /** The member that tells its elements apart; undefined takes equal elements together. */
  readonly key: string | undefined;
  readonly by: Explanation;
}

/** `takePlace` is told of every container that was made anew. */
export type Mapping = (document: JsonValue, open: OpenContainers, takePlace: TakePlace) => Mapped;

export interface Mapped {
  readonly document: JsonValue;
  /** What the steps that had something to do account for, where the shadow agrees at the path. */
  readonly accountsFor: readonly ExplainedDifference[];
}

export const noExpectations: Expectations = {
  mapping: undefined,
  comparesPast: () => false,
  explain: undefined,
  explainLeaf: undefined,
  unordered: undefined,
};
