import type { MappingStep } from './mapping-step.ts';

/** What a rule says of the differences it names, as it is written. */
export type Expectation =
  | 'ignore'
  | {
      readonly tolerance: {
        readonly absolute?: string | undefined;
        readonly relative?: string | undefined;
        readonly timeMs?: number | undefined;
      };
    }
  | { readonly unordered: { readonly key?: string | undefined } }
  | { readonly renamedFrom: string }
  | { readonly equalAfter: readonly MappingStep[] };

/** A declared, owned, expiring statement that a difference is expected. */
export interface Rule {
  readonly id: string;
  /** Undefined means every endpoint. */
  readonly endpoint: string | undefined;
  /** Exact, or with explicit wildcards. */
  readonly path: string;
  /** Undefined means any class. */
  readonly class: string | undefined;
  readonly when: { readonly status: number } | undefined;
  readonly expect: Expectation;
  readonly owner: string;
  readonly reason: string;
  /** A date or a date-time as written; from then on the rule hides nothing. A date begins at midnight UTC. */
  readonly expires: string | undefined;
  /** Taken although it hides much. */
  readonly force: boolean;
}

/** Of the rules that a user gave no id: what is said of the same place has the same one, on every reading. */
export type RuleStatement = Pick<Rule, 'path' | 'expect'> &
  Partial<Pick<Rule, 'endpoint' | 'class' | 'when'>>;
