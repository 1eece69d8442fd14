import { BackOff } from '../platform/resilience/back-off.ts';
import { Admission } from './admission.ts';
import { EvidenceFlush } from './findings/evidence-flush.ts';
import type { EvidenceStore, Recovered } from './findings/evidence-store.ts';
import { Evidence } from './findings/evidence.ts';
import { keyedHash } from './findings/keyed-hash.ts';
import { GeneratedMemory } from './generated/generated-memory.ts';
import { HeldBodies } from './generated/held-bodies.ts';
import { Ledger } from './ledger/ledger.ts';
import type { Limits } from './limits.ts';
import { WriteHistories } from './order/write-histories.ts';
import { PairTable } from './pairing/pair-table.ts';
import { Pipeline, type ComparedPair, type PipelineObserver } from './pipeline.ts';
import { EnvoyAccounts } from './reconcile/envoy-accounts.ts';
import type { EnvoyReport } from './reconcile/envoy-report.ts';
import { LearnedMeaning } from './watch/learned-meaning.ts';
import { defaultPairTimeoutMs } from './watch/parse-watched-migrations.ts';
import { Strangers } from './watch/strangers.ts';
import type { WatchedMigrations } from './watch/watched-migrations.ts';

export interface AssemblyInput {
  readonly limits: Limits;
  readonly recovered: Recovered;
  readonly migrations: WatchedMigrations;
  readonly store: Pick<EvidenceStore, 'write'>;
  readonly observer: PipelineObserver;
  /** Names this process's flushes. */
  readonly writer: string;
}

/** Puts the parts of the pipeline together, going on where an earlier comparator stopped. */
export function assemble({ limits, recovered, migrations, store, observer, writer }: AssemblyInput) {
  const evidence = new Evidence(limits.evidence, keyedHash(recovered.secret), recovered.known);
  const ledger = new Ledger({
    counts: evidence,
    holeGraceMs: (migration) => migrations.find(migration)?.pairTimeoutMs ?? defaultPairTimeoutMs,
    maxSeeds: limits.maxSeeds,
  });
  ledger.resume(recovered.seeds);
  const accounts = new EnvoyAccounts();
  const pairs = new PairTable(limits.pairTable);
  const strangers = new Strangers({ maxBytes: limits.strangersBytes, waitMs: defaultPairTimeoutMs });
  const histories = new WriteHistories(limits);
  const admission = new Admission<ComparedPair>(histories, limits.held);
  const generated = new GeneratedMemory(limits.generatedValues, recovered.secret, recovered.generated);
  const heldBodies = new HeldBodies(limits.heldBodiesBytes);
  const meaning = new LearnedMeaning();
  const pipeline = new Pipeline({
    migrations,
    meaning,
    pairs,
    ledger,
    strangers,
    admission,
    evidence,
    generated,
    heldBodies,
    observer,
  });
  const takeMarks = () => ({
    seeds: ledger.takeMarks(),
    envoys: accounts.take(),
    generated: generated.takeRows(),
  });
  const hear = (report: EnvoyReport, nowMs: number): void => {
    ledger.hear(report, nowMs);
    accounts.hear(report, nowMs);
  };
  const backOff = new BackOff(limits.retries);
  const flush = new EvidenceFlush({ evidence, takeMarks, store, writer, batch: limits.batch, backOff });
  return {
    pipeline,
    ledger,
    hear,
    pairs,
    strangers,
    histories,
    admission,
    evidence,
    generated,
    heldBodies,
    flush,
  };
}
