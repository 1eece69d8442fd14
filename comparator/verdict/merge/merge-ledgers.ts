import type { Fate } from '../../ledger/fate.ts';
import { equations, type Reconciliation } from '../../reconcile/reconcile.ts';
import type { DataCycle, EpochLedger } from '../evidence-document.ts';
import { sorted, sum } from './adding-up.ts';

export function mergedCycle(cycles: readonly DataCycle[]): DataCycle {
  const gaps = new Map(
    cycles
      .flatMap((cycle) => cycle.gaps)
      .map((gap) => [`${gap.from.toISOString()} ${gap.reason} ${gap.to?.toISOString() ?? ''}`, gap]),
  );
  return {
    number: cycles[0]?.number ?? 0,
    gaps: sorted(gaps).map(([, gap]) => gap),
  };
}

/** Agrees where all do. */
export function mergedLedger(ledgers: readonly EpochLedger[]): EpochLedger {
  const counts = new Map<Fate, number>();
  for (const { fates } of ledgers) {
    for (const [fate, count] of Object.entries(fates) as [Fate, number][]) {
      counts.set(fate, (counts.get(fate) ?? 0) + count);
    }
  }
  const reconciliations = ledgers.map(({ reconciliation }) => reconciliation);
  const states = new Set(reconciliations.map(({ state }) => state));
  const disagreements = equations
    .map((equation) => ({
      equation,
      requests: sum(
        reconciliations
          .flatMap((one) => one.disagreements)
          .filter((one) => one.equation === equation)
          .map(({ requests }) => requests),
      ),
    }))
    .filter(({ requests }) => requests > 0);
  const state: Reconciliation['state'] = states.has('disagrees')
    ? 'disagrees'
    : states.has('not-reconciled')
      ? 'not-reconciled'
      : 'agrees';
  return { fates: Object.fromEntries(sorted(counts)), reconciliation: { state, disagreements } };
}
