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

/** A rule and what it hid in this epoch; null while the comparator is away. */
export interface UsedRule extends Rule {
  readonly use: RuleUse | null;
}

export interface RuleUse {
  readonly hits: number;
  readonly lastHit: string | null;
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
