import type { DifferenceClass } from '../compare/difference.ts';
import type { Coverage } from './coverage.ts';

/** What a rule would do to the evidence there is, were it saved. */
export interface RulePreview {
  readonly rule: string;
  /** `exact` is counted in the evidence; `estimate` is tried on a sample of differing pairs. */
  readonly basis: 'exact' | 'estimate';
  readonly refused: boolean;
  /** Why it is refused, or would be without `force`. */
  readonly reasons: readonly string[];
  /** Of what it would hide too much, in words; `force` accepts that. */
  readonly overBroad: readonly string[];
  /** What it names and is not hidden yet. */
  readonly findings: readonly PreviewedFinding[];
  /** Pairs that show one of them; null where only a sample says. */
  readonly pairs: number | null;
  /** Of them, those that would show nothing any more. */
  readonly cleared: number | null;
  /** Of rules that hide: which share of an endpoint's fields they name. */
  readonly coverage: readonly Coverage[];
  /** Null where the basis is exact. */
  readonly sample: PreviewedSample | null;
}

export interface PreviewedFinding {
  readonly id: string;
  readonly endpoint: string;
  readonly path: string;
  readonly class: DifferenceClass;
  /** Pairs that show it. */
  readonly pairs: number;
  /** Of an estimate: sampled pairs that show it, and those that would not any more. */
  readonly sampled?: number;
  readonly vanished?: number;
}

/** What an estimate was made from. */
export interface PreviewedSample {
  /** Pairs it was tried on: those in memory of the endpoints it names that show something. */
  readonly pairs: number;
  /** Of them, those that would show something else, and those that would show nothing. */
  readonly changed: number;
  readonly cleared: number;
}
