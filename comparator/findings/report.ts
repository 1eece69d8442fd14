import { fates, type Fate } from '../ledger/fate.ts';
import type { SetAside } from '../ledger/set-aside-counts.ts';
import { sharesOf, type Shares } from '../ledger/shares.ts';
import { reconcile, type Counted, type EnvoyTotals, type Reconciliation } from '../reconcile/reconcile.ts';
import type { Epoch, ExplainedEvidence } from '../verdict/evidence-document.ts';
import { noOverflow } from './basis-summary.ts';
import type { Overflow } from './evidence-batch.ts';
import { epochOf, type Whose } from './evidence-document.ts';
import type { RenderedFindings, ReportParts, Tally } from './evidence-store.ts';

export interface LedgerReport {
  readonly migration: string;
  readonly captured: number;
  readonly inFlight: number;
  readonly fates: Readonly<Record<Fate, number>>;
  readonly shares: Shares;
  /** Why requests were set aside, and where: most first. */
  readonly setAside: readonly SetAside[];
  /** The two ways of counting agree: by numbers seen, and by fates. */
  readonly balanced: boolean;
  readonly envoy: EnvoyReconciliation;
}

/** Envoy's own counters, over all runs of all Envoys, and whether the ledger agrees with them. */
export interface EnvoyReconciliation
  extends
    Reconciliation,
    Pick<
      EnvoyTotals,
      'mirrored' | 'unsent' | 'written' | 'dropped' | 'scriptErrors' | 'unreported' | 'lastHeard' | 'ended'
    > {
  readonly captured: number;
}

export type ReportOutcome = 'no-evidence' | 'no-differences-found' | 'differences-found';

/** What was found, but for the findings themselves. Not a verdict: it says nothing of coverage, noise or chance. */
export interface Report {
  readonly migration: string;
  readonly generatedAt: Date;
  readonly outcome: ReportOutcome;
  /** Which evidence it is: that of the time since what was compared, how, or on which data, has changed. */
  readonly epoch: Epoch;
  /** Compared whole. A pair of which rules hide every difference is identical. */
  readonly pairs: { readonly compared: number; readonly identical: number; readonly differing: number };
  readonly endpoints: readonly {
    readonly endpoint: string;
    readonly compared: number;
    readonly differing: number;
  }[];
  readonly overflow: Overflow;
  /** Differences that are accounted for, and by what; the most frequent first. */
  readonly expected: readonly ExplainedEvidence[];
  /** What the control showed; absent where none is declared. */
  readonly noise?: {
    /** Pairs that had a control half. */
    readonly controlled: number;
    /** Kinds of difference that it showed as well. */
    readonly findings: number;
  };
  readonly ledger: LedgerReport;
}

export function ledgerReport(migration: string, tally: Tally): LedgerReport {
  const counts = Object.fromEntries(fates.map((fate) => [fate, tally.fates[fate] ?? 0])) as Record<
    Fate,
    number
  >;
  const { settled, shares } = sharesOf(counts);
  return {
    migration,
    captured: tally.captured,
    inFlight: tally.inFlight,
    fates: counts,
    shares,
    setAside: tally.setAside,
    balanced: tally.captured === settled + tally.inFlight,
    envoy: envoyReconciliation(tally),
  };
}

function envoyReconciliation(tally: Counted): EnvoyReconciliation {
  const { issued, mirrored, unsent, written, dropped, scriptErrors, unreported, lastHeard, ended } =
    tally.envoy;
  return {
    ...reconcile(tally),
    captured: issued,
    mirrored,
    unsent,
    written,
    dropped,
    scriptErrors,
    unreported,
    lastHeard,
    ended,
  };
}

export function report(
  whose: Whose,
  {
    tally,
    summary,
    findings,
  }: Pick<ReportParts, 'tally' | 'summary'> & { readonly findings: Pick<RenderedFindings, 'count'> },
  generatedAt: Date,
): Report {
  const endpoints = summary?.endpoints.filter((endpoint) => endpoint.compared > 0) ?? [];
  const compared = sum(endpoints.map((endpoint) => endpoint.compared));
  const differing = sum(endpoints.map((endpoint) => endpoint.differing));
  const overflow = summary?.overflow ?? noOverflow;
  return {
    migration: whose.name,
    generatedAt,
    outcome: outcomeOf(compared, findings.count + overflow.findings + differing),
    epoch: epochOf(whose.watched, summary, generatedAt),
    pairs: { compared, identical: compared - differing, differing },
    endpoints: endpoints.map((endpoint) => ({
      endpoint: endpoint.endpoint,
      compared: endpoint.compared,
      differing: endpoint.differing,
    })),
    overflow,
    expected: summary?.explained ?? [],
    ...(whose.watched?.controlled === true && {
      noise: {
        controlled: sum(summary?.endpoints.map(({ controlled }) => controlled) ?? []),
        findings: summary?.shownByControl ?? 0,
      },
    }),
    ledger: ledgerReport(whose.name, tally),
  };
}

/** Puts rendered findings into an object that is rendered around them. */
export function withFindings(rest: object, { json }: Pick<RenderedFindings, 'json'>): string {
  const before = JSON.stringify(rest).slice(0, -1);
  return `${before}${before.length > 1 ? ',' : ''}"findings":${json}}`;
}

function outcomeOf(compared: number, found: number): ReportOutcome {
  if (found > 0) return 'differences-found';
  return compared > 0 ? 'no-differences-found' : 'no-evidence';
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
