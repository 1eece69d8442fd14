import type { Fate } from '../ledger/fate.ts';

/** What Envoys have counted of one migration, over all their runs, and how it lies to the numbers that were seen. */
export interface EnvoyTotals {
  /** Numbers given out, by Envoy's count. */
  readonly issued: number;
  /** Of those, numbers above the highest seen: on their way, or lost at the end. */
  readonly outstanding: number;
  /** Numbers seen since the last report. */
  readonly unconfirmed: number;
  /** Numbers seen that Envoy says it never gave out. */
  readonly unissued: number;
  /** Numbers seen of Envoys that do not report. */
  readonly unreported: number;
  readonly mirrored: number;
  readonly unsent: number;
  readonly scriptErrors: number;
  /** Access log entries, of all migrations of these Envoys. */
  readonly written: number;
  readonly dropped: number;
  readonly growth: number;
  /** Null where none ever reported. */
  readonly lastHeard: Date | null;
  /** Runs that ended while they captured: what came after their last report is not known, and about `atMost` requests. */
  readonly ended: { readonly envoys: number; readonly atMost: number };
}

/** One migration's counts of one moment. */
export interface Counted {
  readonly captured: number;
  readonly inFlight: number;
  readonly fates: Readonly<Partial<Record<Fate, number>>>;
  readonly envoy: EnvoyTotals;
}

export const equations = ['fates', 'captured', 'mirrored'] as const;

/**
 * What must hold between the ledger and Envoy's own counters.
 * `fates`: captured = sum of fates + in flight. `captured`: no number was seen that Envoy did not give out. `mirrored`: at least the
 * requests of which the shadow's half was there reached the hop, and what reached it, was given up before, or was too large, had
 * been captured.
 */
export type Equation = (typeof equations)[number];

export interface Disagreement {
  readonly equation: Equation;
  /** By how many. */
  readonly requests: number;
}

export interface Reconciliation {
  /** `not-reconciled`: some Envoy whose requests are counted does not report, so nothing can be said to agree. */
  readonly state: 'agrees' | 'disagrees' | 'not-reconciled';
  readonly disagreements: readonly Disagreement[];
}

/** Fates that need the shadow's half, hence a request that reached the hop. */
const reachedTheHop: readonly Fate[] = [
  'compared',
  'shadow-error',
  'truncated',
  'raced',
  'foreign-id',
  'auth',
  'tainted',
  'shadow-only',
];

/**
 * Holds the ledger against Envoy's counters. These are read one by one and once a second, and entries take their time: so what is
 * on its way, and what came between two reports, is no disagreement. At rest that is nothing, and all must be exact.
 */
export function reconcile(counted: Counted): Reconciliation {
  const { envoy } = counted;
  const isReported = envoy.lastHeard !== null && envoy.unreported === 0;
  const differences: Readonly<Record<Equation, number>> = {
    fates: Math.abs(counted.captured - sum(Object.values(counted.fates)) - counted.inFlight),
    captured: envoy.unissued,
    mirrored: isReported ? Math.max(0, mirroredDifference(counted)) : 0,
  };
  const disagreements = equations
    .map((equation) => ({ equation, requests: differences[equation] }))
    .filter(({ requests }) => requests > 0);
  if (disagreements.length > 0) return { state: 'disagrees', disagreements };
  return { state: isReported ? 'agrees' : 'not-reconciled', disagreements };
}

function mirroredDifference({ fates, inFlight, envoy }: Counted): number {
  const onTheWay = inFlight + envoy.outstanding + envoy.unconfirmed + envoy.growth;
  const surelyMirrored = sum(reachedTheHop.map((fate) => fates[fate] ?? 0));
  const handled = envoy.mirrored + envoy.unsent + (fates['too-large'] ?? 0);
  return Math.max(surelyMirrored - envoy.mirrored, handled - envoy.issued) - onTheWay;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
