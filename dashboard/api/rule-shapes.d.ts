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

/** What a rule would do to what was found until now, of `POST /v1/migrations/{name}/rules/preview`. */
export interface RulePreview {
  readonly rule: string;
  /** `exact` is counted; `estimate` was tried on the differing pairs in memory. */
  readonly basis: 'exact' | 'estimate';
  /** It is not taken without force. */
  readonly refused: boolean;
  readonly reasons: readonly string[];
  readonly findings: readonly {
    readonly id: string;
    readonly endpoint: string;
    readonly path: string;
    readonly class: string;
    readonly pairs: number;
  }[];
  /** Pairs that show one of them, and of these the ones that would show nothing any more; null for an estimate. */
  readonly pairs: number | null;
  readonly cleared: number | null;
  /** How much of each endpoint's answers it names. */
  readonly coverage: readonly {
    readonly endpoint: string;
    readonly covered: number;
    readonly fields: number;
    readonly status: boolean;
  }[];
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
