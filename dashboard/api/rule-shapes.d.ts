/** A rule as it is declared in the migration; what may be left out has its default. */
export interface Rule {
  readonly id: string;
  readonly endpoint?: string;
  readonly path: string;
  readonly class?: string;
  readonly when?: { readonly status: number };
  readonly expect?: 'ignore' | Readonly<Record<string, unknown>>;
  readonly owner: string;
  readonly reason: string;
  readonly expires?: string;
  readonly force?: boolean;
}

/** What a rule did so far, of `GET /v1/migrations/{name}/rules`. */
export interface RuleUse {
  readonly id: string;
  readonly owner: string;
  readonly reason: string;
  readonly hits: number;
  readonly lastHit: string | null;
  readonly expires: string | null;
  readonly standing: 'active' | 'expired' | 'stale' | 'over-broad';
}

/** What a rule would do to what was found until now. */
export interface RuleEffect {
  readonly id: string;
  /** Ids of the findings it would hide. */
  readonly findings: readonly string[];
  readonly pairs: number;
  /** Of the endpoint's fields; null where none is known. */
  readonly fieldsShare: number | null;
  readonly overBroad: boolean;
  readonly exact: boolean;
}

/** From one reset of the shadow to the next. */
export interface DataCycle {
  readonly number: number;
  readonly startedAt: string;
  readonly gaps: readonly { readonly reason: string; readonly from: string; readonly to: string | null }[];
}

/** One migration of `GET /v1/migrations`: of its document, what the page shows. */
export interface Declared {
  readonly name: string;
  readonly compare?: { readonly rules?: readonly Rule[] };
  readonly cycle?: DataCycle;
}

/** A rule being written: every field as typed. */
export interface RuleDraft {
  readonly endpoint: string;
  readonly path: string;
  readonly class: string;
  readonly owner: string;
  readonly reason: string;
  readonly expires: string;
  readonly force: boolean;
}
