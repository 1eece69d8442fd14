import type { EnvoyProcess, EnvoyReport, MigrationCounters } from './envoy-report.ts';

/** What one run of an Envoy has counted of one migration, as of its last report. */
export interface EnvoyAccount extends EnvoyProcess {
  readonly migration: string;
  readonly mirrored: number;
  readonly unsent: number;
  readonly scriptErrors: number;
  /** Access log entries of all its migrations. */
  readonly written: number;
  readonly dropped: number;
  /** What came between the last two reports: how far its counters, which are not read at one moment, can lie apart. */
  readonly growth: number;
  /** The most that came between two reports; 0 before the second. What it captured after its last report is hardly more. */
  readonly busiest: number;
}

/** An account that stays as it is is told of again now and then, so that its Envoy is known to live. */
const repeatMs = 5_000;

/** Three times that: a run not heard of for longer is over, and so is one whose node has started anew. */
export const silentMs = 15_000;

/** Runs of Envoys that are followed; the one that was silent the longest leaves first. Its account is in the store. */
const maxRuns = 4_096;

interface Run {
  readonly accounts: Map<string, Kept>;
}

interface Kept {
  readonly account: EnvoyAccount;
  readonly captured: number;
  readonly toldMs: number;
}

/** Keeps the totals of each run of each Envoy, so that sums hold over restarts of Envoys, and of comparators. */
export class EnvoyAccounts {
  /** Least recently heard first. */
  readonly #runs = new Map<string, Run>();
  readonly #changed = new Map<string, EnvoyAccount>();

  hear(report: EnvoyReport, nowMs: number): void {
    const { node, started } = report.process;
    const name = `${node}/${started}`;
    const run: Run = this.#runs.get(name) ?? { accounts: new Map() };
    this.#runs.delete(name);
    this.#runs.set(name, run);
    for (const counters of report.migrations) {
      const { migration } = counters;
      const before = run.accounts.get(migration);
      const kept = { account: accountOf(report, counters, before), captured: capturedBy(counters) };
      const tell = before === undefined || isNews(before, kept) || nowMs - before.toldMs >= repeatMs;
      run.accounts.set(migration, { ...kept, toldMs: tell ? nowMs : before.toldMs });
      if (tell) this.#changed.set(`${migration}/${name}`, kept.account);
    }
    const [silent] = this.#runs.keys();
    if (silent !== undefined && this.#runs.size > maxRuns) this.#runs.delete(silent);
  }

  /** The accounts that moved since they were last asked for. */
  take(): EnvoyAccount[] {
    const accounts = [...this.#changed.values()];
    this.#changed.clear();
    return accounts;
  }
}

function accountOf(
  { process, written, dropped }: EnvoyReport,
  counters: MigrationCounters,
  before: Kept | undefined,
): EnvoyAccount {
  const { migration, mirrored, unsent, scriptErrors } = counters;
  const growth = Math.max(
    capturedBy(counters) - (before?.captured ?? 0),
    mirrored + unsent - (before === undefined ? 0 : before.account.mirrored + before.account.unsent),
  );
  return {
    ...process,
    migration,
    mirrored,
    unsent,
    scriptErrors,
    written,
    dropped,
    growth,
    busiest: before === undefined ? 0 : Math.max(before.account.busiest, growth),
  };
}

/** By the seeds that are still in use: those of a listener that was replaced leave, so this may fall. */
function capturedBy({ issued }: MigrationCounters): number {
  return [...issued.values()].reduce((sum, count) => sum + count, 0);
}

function isNews({ account, captured }: Kept, now: Omit<Kept, 'toldMs'>): boolean {
  const { mirrored, unsent, scriptErrors, dropped, growth } = account;
  return (
    captured !== now.captured ||
    mirrored !== now.account.mirrored ||
    unsent !== now.account.unsent ||
    scriptErrors !== now.account.scriptErrors ||
    dropped !== now.account.dropped ||
    growth !== now.account.growth
  );
}
