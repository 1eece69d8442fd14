import type { Marks } from '../../comparator/findings/evidence-batch.ts';
import type { SeedMark } from '../../comparator/ledger/ledger.ts';
import type { EnvoyAccount } from '../../comparator/reconcile/envoy-accounts.ts';
import type { EnvoyReport, MigrationCounters } from '../../comparator/reconcile/envoy-report.ts';
import type { EnvoyTotals } from '../../comparator/reconcile/reconcile.ts';
import { seed } from './exchange.ts';

interface ReportParts extends Partial<Omit<MigrationCounters, 'issued'>> {
  /** Numbers given out, by seed. */
  readonly issued?: Readonly<Record<string, number>> | number;
  readonly node?: string;
  readonly started?: string;
  readonly written?: number;
  readonly dropped?: number;
  readonly stopped?: boolean;
}

/** What one Envoy says of one migration; a number is what the usual seed has given out. */
export function envoyReport({
  node = 'envoy-1',
  started = '1',
  written = 0,
  dropped = 0,
  stopped = false,
  issued = {},
  ...counters
}: ReportParts = {}): EnvoyReport {
  const bySeed = typeof issued === 'number' ? { [seed]: issued } : issued;
  return {
    process: { node, started },
    written,
    dropped,
    stopped,
    migrations: [
      {
        migration: 'orders-v2',
        mirrored: 0,
        unsent: 0,
        scriptErrors: 0,
        ...counters,
        issued: new Map(Object.entries(bySeed)),
      },
    ],
  };
}

export function seedMark(given: Partial<SeedMark> = {}): SeedMark {
  return {
    migration: 'orders-v2',
    seed,
    highest: 0,
    inFlight: 0,
    issued: 0,
    unissued: 0,
    unreported: 0,
    ...given,
  };
}

export function envoyAccount(given: Partial<EnvoyAccount> = {}): EnvoyAccount {
  return {
    migration: 'orders-v2',
    node: 'envoy-1',
    started: '1',
    mirrored: 0,
    unsent: 0,
    scriptErrors: 0,
    written: 0,
    dropped: 0,
    final: false,
    growth: 0,
    busiest: 0,
    ...given,
  };
}

/** Of a migration that no Envoy has reported on. */
export function envoyTotals(given: Partial<EnvoyTotals> = {}): EnvoyTotals {
  return {
    issued: 0,
    outstanding: 0,
    unconfirmed: 0,
    unissued: 0,
    unreported: 0,
    mirrored: 0,
    unsent: 0,
    scriptErrors: 0,
    written: 0,
    dropped: 0,
    growth: 0,
    lastHeard: null,
    ended: { envoys: 0, atMost: 0 },
    ...given,
  };
}

export const noMarks: Marks = { seeds: [], envoys: [], setAside: [], taints: [], generated: [] };
