import type { DifferenceClass } from '../compare/difference.ts';
import type { MappingStep } from '../mapping/mapping-step.ts';

/** What a rule says of the differences it names. */
export type Expectation =
  /** They do not count. Applied when evidence is read, so it takes effect on what was found before, exactly. */
  | { readonly kind: 'ignore' }
  /** The answers are equal once the primary's was mapped. */
  | { readonly kind: 'equal-after'; readonly steps: readonly MappingStep[] }
  /** Numbers may differ by so much (decimals as written), times by so many milliseconds. */
  | {
      readonly kind: 'tolerance';
      readonly absolute: string | undefined;
      readonly relative: string | undefined;
      readonly timeMs: number | undefined;
    }
  /** An array whose order means nothing; `key` is the member that tells its elements apart. */
  | { readonly kind: 'unordered'; readonly key: string | undefined }
  | { readonly kind: 'renamed-from'; readonly from: string };

/** A declared, owned, expiring statement that a difference is expected. */
export interface Rule {
  readonly id: string;
  /** Endpoint template; undefined means every endpoint. */
  readonly endpoint: string | undefined;
  /** Exact, or with explicit wildcards: `*` for one step, `**` for any number of them. Never a prefix. */
  readonly path: string;
  /** Undefined means any class. */
  readonly class: DifferenceClass | undefined;
  /** Only where the primary answered with this status. */
  readonly when: { readonly status: number } | undefined;
  readonly expect: Expectation;
  readonly owner: string;
  readonly reason: string;
  /** From then on it hides nothing, and says so. */
  readonly expires: Date | undefined;
  /** Accepted although it hides over half of an endpoint's fields, or its status. */
  readonly force: boolean;
}
