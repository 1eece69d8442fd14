import { assemble } from '../../comparator/assemble.ts';
import type { ControlOutcome } from '../../comparator/control/control-outcome.ts';
import { evidenceDocument } from '../../comparator/findings/evidence-document.ts';
import { viewOf } from '../../comparator/findings/evidence-view.ts';
import { InMemoryEvidenceStore } from '../../comparator/findings/in-memory-evidence-store.ts';
import { ledgerReport, type LedgerReport } from '../../comparator/findings/report.ts';
import { defaultLimits, limitsFrom } from '../../comparator/limits.ts';
import type { EvidenceDocument } from '../../comparator/verdict/evidence-document.ts';
import { judge } from '../../comparator/verdict/judge.ts';
import type { Verdict } from '../../comparator/verdict/verdict.ts';
import { parseWatchedMigrations } from '../../comparator/watch/parse-watched-migrations.ts';
import { WatchedMigrations } from '../../comparator/watch/watched-migrations.ts';
import { simulate, streamStartsAtUs, type StreamOptions } from './simulate.ts';
import { streamMigration } from './simulated-exchange.ts';

export interface StreamResult {
  readonly document: EvidenceDocument;
  readonly verdict: Verdict;
  readonly ledger: LedgerReport;
  /** What became of the control's halves; of none, where the stream has no control. */
  readonly controls: Readonly<Partial<Record<ControlOutcome, number>>>;
  /** Requests after which the verdict was first seen to be FAIL. */
  readonly failedAfter: number | undefined;
  /** Of the comparator alone, microseconds of CPU for each request. */
  readonly cpuUs: number;
}

const tickMs = 50;

/**
 * One stream through the whole comparator, from exchanges to what its store has. Its clock is the stream's. The verdict is asked for after
 * each `lookEvery` requests and at the end; the stream ends at the first FAIL.
 */
export async function runStream(options: StreamOptions, lookEvery = Infinity): Promise<StreamResult> {
  const store = new InMemoryEvidenceStore();
  const controls: Partial<Record<ControlOutcome, number>> = {};
  const migrations = new WatchedMigrations();
  migrations.replace(parseWatchedMigrations([watched(options)]).migrations);
  const { pipeline, ledger, flush } = assemble({
    limits: limitsFrom(defaultLimits),
    recovered: await store.recover(0, 'stream'),
    migrations,
    store,
    observer: {
      ended: () => undefined,
      ignored: () => undefined,
      late: () => undefined,
      control: (_migration, outcome) => {
        controls[outcome] = (controls[outcome] ?? 0) + 1;
      },
      unknownMigration: () => undefined,
      comparisonFailed: (_migration, error) => {
        throw error;
      },
    },
    writer: 'stream',
  });
  ledger.streamStarted(1);

  let cpuUs = 0;
  let tickedMs = 0;
  const pass = async (untilMs: number): Promise<void> => {
    for (; tickedMs <= untilMs; tickedMs += tickMs) {
      pipeline.tick(tickedMs);
      if (flush.isDue(tickedMs)) await flush.run(tickedMs);
    }
  };
  const whose = { name: streamMigration, watched: migrations.find(streamMigration) };
  const look = async () => {
    const now = new Date((streamStartsAtUs + tickedMs * 1_000) / 1_000);
    const evidence = await store.evidence(viewOf(streamMigration, whose.watched, now));
    const document = evidenceDocument(whose, evidence, now);
    return { document, verdict: judge(document, now) };
  };

  let requests = 0;
  let looks = 0;
  for (const { atUs, exchanges } of simulate(options)) {
    const nowMs = (atUs - streamStartsAtUs) / 1_000;
    const before = process.cpuUsage();
    await pass(nowMs);
    for (const exchange of exchanges) {
      if (exchange.side === 'primary') requests += 1;
      pipeline.receive({ exchange, stream: 1 }, nowMs);
    }
    cpuUs += microsecondsSince(before);
    if (requests < (looks + 1) * lookEvery) continue;
    looks += 1;
    if ((await look()).verdict.outcome === 'fail') break;
  }
  // Until everything that waits for a partner or for its order has been decided.
  await pass(tickedMs + 60_000);

  const { document, verdict } = await look();
  return {
    document,
    verdict,
    ledger: ledgerReport(streamMigration, await store.tally(streamMigration)),
    controls,
    failedAfter: verdict.outcome === 'fail' ? requests : undefined,
    cpuUs: cpuUs / requests,
  };
}

/** As the control plane tells of it. A control has a database of its own, and is sent the writes too. */
function watched({ control = false }: StreamOptions): object {
  return {
    name: streamMigration,
    mirror: { key: { header: 'x-tenant-id' } },
    ...(control ? { control: { ownDatabase: true } } : {}),
  };
}

function microsecondsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return user + system;
}
