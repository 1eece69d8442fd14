import { expect } from 'vitest';
import { assemble } from '../../comparator/assemble.ts';
import type { Exchange } from '../../comparator/exchange/exchange.ts';
import { evidenceDocument } from '../../comparator/findings/evidence-document.ts';
import { viewOf } from '../../comparator/findings/evidence-view.ts';
import type { Finding } from '../../comparator/findings/finding.ts';
import { InMemoryEvidenceStore } from '../../comparator/findings/in-memory-evidence-store.ts';
import { report, withFindings, type Report } from '../../comparator/findings/report.ts';
import { defaultLimits, limitsFrom, type ChosenLimits } from '../../comparator/limits.ts';
import type { EnvoyReport } from '../../comparator/reconcile/envoy-report.ts';
import { defaultGates } from '../../comparator/verdict/gates.ts';
import type { WatchedMigration } from '../../comparator/watch/watched-migration.ts';
import { WatchedMigrations } from '../../comparator/watch/watched-migrations.ts';

export const orders: WatchedMigration = {
  name: 'orders-v2',
  keyed: true,
  controlled: false,
  controlOwnsDatabase: false,
  safe: [],
  unsafe: [],
  headers: [],
  endpoints: [],
  rules: [],
  mapping: [],
  build: undefined,
  gates: defaultGates,
  cycle: { number: 1, gaps: [] },
  configuration: 'configuration-1',
  mirrorTimeoutMs: 5_000,
  pairTimeoutMs: 8_000,
};

/** A pipeline over the in-memory store, on a clock of its own. */
export async function openPipeline(
  watched: readonly WatchedMigration[] = [orders],
  limits: Partial<ChosenLimits> = {},
) {
  const store = new InMemoryEvidenceStore();
  const migrations = new WatchedMigrations();
  migrations.replace(watched);
  const told: string[] = [];
  const { pipeline, ledger, hear, flush } = assemble({
    limits: limitsFrom({ ...defaultLimits, ...limits }),
    recovered: await store.recover(10, 'one'),
    migrations,
    store,
    observer: {
      ended: (_, { fate, cause }) => told.push(`${fate} ${cause}`),
      ignored: (reason) => told.push(`ignored ${reason}`),
      late: () => told.push('late'),
      control: (_, outcome) => told.push(`control ${outcome}`),
      unknownMigration: () => told.push('unknown'),
      comparisonFailed: () => told.push('failed'),
    },
    writer: 'one',
  });
  ledger.streamStarted(1);
  let nowMs = 0;
  const it = {
    migrations,
    told,
    receive: (...exchanges: Exchange[]) => {
      for (const exchange of exchanges) pipeline.receive({ exchange, stream: 1 }, nowMs);
    },
    drop: (exchange: Exchange) => {
      pipeline.drop({ exchange, stream: 1 }, nowMs);
    },
    hear: (report: EnvoyReport) => {
      hear(report, nowMs);
    },
    pass: (ms: number) => {
      const until = nowMs + ms;
      for (; nowMs < until; nowMs += 50) pipeline.tick(nowMs);
    },
    report: async (name = 'orders-v2') => {
      await flush.run(nowMs);
      const whose = { name, watched: migrations.find(name) };
      const now = new Date(0);
      const everything = await store.everything(viewOf(name, whose.watched, now));
      return JSON.parse(withFindings(report(whose, everything, now), everything.findings)) as Report & {
        readonly findings: readonly Finding[];
      };
    },
    /** All that a verdict is made of. */
    evidence: async (name = 'orders-v2') => {
      await flush.run(nowMs);
      const whose = { name, watched: migrations.find(name) };
      const now = new Date(0);
      return evidenceDocument(whose, await store.evidence(viewOf(name, whose.watched, now)), now);
    },
    fates: async () => {
      const { ledger: counted } = await it.report();
      expect(counted.balanced).toBe(true);
      return Object.fromEntries(Object.entries(counted.fates).filter(([, count]) => count !== 0));
    },
  };
  return it;
}
