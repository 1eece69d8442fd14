import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { assemble } from '../../comparator/assemble.ts';
import type { Exchange } from '../../comparator/exchange/exchange.ts';
import type { Finding } from '../../comparator/findings/finding.ts';
import { InMemoryEvidenceStore } from '../../comparator/findings/in-memory-evidence-store.ts';
import { report, withFindings, type Report } from '../../comparator/findings/report.ts';
import { defaultLimits, limitsFrom } from '../../comparator/limits.ts';
import type { WatchedMigration } from '../../comparator/watch/watched-migration.ts';
import { WatchedMigrations } from '../../comparator/watch/watched-migrations.ts';

export const orders: WatchedMigration = {
  name: 'orders-v2',
  keyed: true,
  safe: [],
  unsafe: [],
  headers: [],
  endpoints: [],
  rules: [],
  mapping: [],
  generated: [],
  clockSkewMs: 100,
  cycle: { number: 1, gaps: [] },
  mirrorTimeoutMs: 5_000,
  pairTimeoutMs: 8_000,
};

/** A pipeline over the in-memory store, on a clock of its own. One given a store takes over from the one before. */
export async function openPipeline(
  watched: readonly WatchedMigration[] = [orders],
  store = new InMemoryEvidenceStore(),
) {
  const writer = randomUUID();
  const migrations = new WatchedMigrations();
  migrations.replace(watched);
  const told: string[] = [];
  const { pipeline, ledger, flush } = assemble({
    limits: limitsFrom(defaultLimits),
    recovered: await store.recover(10, writer),
    migrations,
    store,
    observer: {
      ended: (_, { fate, cause }) => told.push(`${fate} ${cause}`),
      ignored: (reason) => told.push(`ignored ${reason}`),
      late: () => told.push('late'),
      unknownMigration: () => told.push('unknown'),
      comparisonFailed: () => told.push('failed'),
    },
    writer,
  });
  ledger.streamStarted(1);
  let nowMs = 0;
  const it = {
    store,
    migrations,
    told,
    receive: (...exchanges: Exchange[]) => {
      for (const exchange of exchanges) pipeline.receive({ exchange, stream: 1 }, nowMs);
    },
    drop: (exchange: Exchange) => {
      pipeline.drop({ exchange, stream: 1 }, nowMs);
    },
    pass: (ms: number) => {
      const until = nowMs + ms;
      for (; nowMs < until; nowMs += 50) pipeline.tick(nowMs);
    },
    report: async (name = 'orders-v2') => {
      await flush.run(nowMs);
      const everything = await store.everything(name);
      return JSON.parse(
        withFindings(report(name, everything, new Date(0)), everything.findings),
      ) as Report & { readonly findings: readonly Finding[] };
    },
    fates: async () => {
      const { ledger: counted } = await it.report();
      expect(counted.balanced).toBe(true);
      return Object.fromEntries(Object.entries(counted.fates).filter(([, count]) => count !== 0));
    },
  };
  return it;
}
