import { fates, meaningOf, type Fate, type FateMeaning } from '../ledger/fate.ts';
import type { SetAside } from '../ledger/set-aside-counts.ts';
import { reconcile, type EnvoyTotals, type Reconciliation } from '../reconcile/reconcile.ts';
import type { RenderedFindings, Tally } from './evidence-store.ts';

export interface LedgerReport {
  readonly migration: string;
  readonly captured: number;
  readonly inFlight: number;
  readonly fates: Readonly<Record<Fate, number>>;
  /** Of the requests that have a fate; all 0 while none has. Truncated pairs are set aside: half of them was not looked at. */
  readonly shares: { readonly evidence: number; readonly setAside: number; readonly loss: number };
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
  readonly pairs: { readonly compared: number; readonly identical: number; readonly differing: number };
  readonly endpoints: readonly {
    readonly endpoint: string;
    readonly compared: number;
    readonly differing: number;
  }[];
  /** Differences and pairs that did not fit the bounds on findings and endpoints, so are in no finding or under endpoint `*`. */
  readonly overflow: { readonly findings: number; readonly endpoints: number };
  readonly ledger: LedgerReport;
}

const shareOf: Readonly<Record<FateMeaning, keyof LedgerReport['shares']>> = {
  evidence: 'evidence',
  finding: 'evidence',
  partial: 'setAside',
  'set-aside': 'setAside',
  loss: 'loss',
};

export function ledgerReport(migration: string, tally: Tally): LedgerReport {
  const counts = Object.fromEntries(fates.map((fate) => [fate, tally.fates[fate] ?? 0])) as Record<
    Fate,
    number
  >;
  const settled = sum(Object.values(counts));
  const shares = { evidence: 0, setAside: 0, loss: 0 };
  if (settled > 0) for (const fate of fates) shares[shareOf[meaningOf(fate)]] += counts[fate] / settled;
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

function envoyReconciliation(tally: Tally): EnvoyReconciliation {
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
  migration: string,
  { tally, findings }: { readonly tally: Tally; readonly findings: Pick<RenderedFindings, 'count'> },
  generatedAt: Date,
): Report {
  const identical = sum(tally.endpoints.map((endpoint) => endpoint.identical));
  const differing = sum(tally.endpoints.map((endpoint) => endpoint.differing));
  const pairs = { compared: identical + differing, identical, differing };
  return {
    migration,
    generatedAt,
    outcome: outcomeOf(pairs.compared, findings.count + tally.overflow.findings),
    pairs,
    endpoints: tally.endpoints.map((endpoint) => ({
      endpoint: endpoint.endpoint,
      compared: endpoint.identical + endpoint.differing,
      differing: endpoint.differing,
    })),
    overflow: tally.overflow,
    ledger: ledgerReport(migration, tally),
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
