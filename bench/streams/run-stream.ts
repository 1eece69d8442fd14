import { assemble } from '../../comparator/assemble.ts';
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
  /** Of the comparator alone, microseconds of CPU for each request. */
  readonly cpuUs: number;
}

const tickMs = 50;

/** One stream through the whole comparator, from exchanges to what its store has. Its clock is the stream's. */
export async function runStream(options: StreamOptions): Promise<StreamResult> {
  const store = new InMemoryEvidenceStore();
  const migrations = new WatchedMigrations();
  migrations.replace(parseWatchedMigrations([watched]).migrations);
  const { pipeline, ledger, flush } = assemble({
    limits: limitsFrom(defaultLimits),
    recovered: await store.recover(0, 'stream'),
    migrations,
    store,
    observer: {
      ended: () => undefined,
      ignored: () => undefined,
      late: () => undefined,
      control: () => undefined,
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
  for (const { atUs, exchanges } of simulate(options)) {
    const nowMs = (atUs - streamStartsAtUs) / 1_000;
    const before = process.cpuUsage();
    await pass(nowMs);
    for (const exchange of exchanges) pipeline.receive({ exchange, stream: 1 }, nowMs);
    cpuUs += microsecondsSince(before);
  }
  // Until everything that waits for a partner or for its order has been decided.
  await pass(tickedMs + 60_000);

  const now = new Date((streamStartsAtUs + tickedMs * 1_000) / 1_000);
  const whose = { name: streamMigration, watched: migrations.find(streamMigration) };
  const evidence = await store.evidence(viewOf(streamMigration, whose.watched, now));
  const document = evidenceDocument(whose, evidence, now);
  return {
    document,
    verdict: judge(document, now),
    ledger: ledgerReport(streamMigration, await store.tally(streamMigration)),
    cpuUs: cpuUs / options.requests,
  };
}

/** As the control plane tells of it. */
const watched = {
  name: streamMigration,
  mirror: { key: { header: 'x-tenant-id' } },
};

function microsecondsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return user + system;
}
