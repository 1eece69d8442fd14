import { BackOff } from '../platform/resilience/back-off.ts';
import { Admission } from './admission.ts';
import type { ComparedPair } from './compared-pair.ts';
import { ControlOrder } from './control/control-order.ts';
import { Epochs } from './epoch/epochs.ts';
import { EvidenceFlush } from './findings/evidence-flush.ts';
import type { EvidenceStore, Recovered } from './findings/evidence-store.ts';
import { Evidence } from './findings/evidence.ts';
import { keyedHash } from './findings/keyed-hash.ts';
import { GeneratedMemory } from './generated/generated-memory.ts';
import { HeldBodies } from './generated/held-bodies.ts';
import { Ledger } from './ledger/ledger.ts';
import { SetAsideCounts } from './ledger/set-aside-counts.ts';
import type { Limits } from './limits.ts';
import { WriteHistories } from './order/write-histories.ts';
import { PairTable } from './pairing/pair-table.ts';
import { Pipeline, type PipelineObserver } from './pipeline.ts';
import { EnvoyAccounts } from './reconcile/envoy-accounts.ts';
import type { EnvoyReport } from './reconcile/envoy-report.ts';
import { RequestEndings } from './request-endings.ts';
import { PairReservoir } from './rules/pair-reservoir.ts';
import { fingerprintWith } from './taint/fingerprint.ts';
import { LearnedMeaning } from './watch/learned-meaning.ts';
import { defaultPairTimeoutMs } from './watch/parse-watched-migrations.ts';
import { Strangers } from './watch/strangers.ts';
import type { WatchedMigrations } from './watch/watched-migrations.ts';
import { Weighing } from './weighing.ts';

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
  const reservoir = new PairReservoir();
  const epochs = new Epochs({
    known: { bases: recovered.known, epochs: recovered.epochs },
    onEpoch: (epoch) => {
      evidence.noteEpoch(epoch);
      // Pairs of another basis say nothing of this one's findings.
      if (epoch.recomputed === 'anew') reservoir.forget(epoch.migration);
    },
  });
  const ledger = new Ledger({
    counts: evidence,
    holeGraceMs: (migration) => migrations.find(migration)?.pairTimeoutMs ?? defaultPairTimeoutMs,
    entriesPerRequest: (migration) => (migrations.find(migration)?.controlled === true ? 3 : 2),
    maxSeeds: limits.maxSeeds,
  });
  ledger.resume(recovered.seeds);
  const accounts = new EnvoyAccounts();
  const pairs = new PairTable(limits.pairTable);
  const strangers = new Strangers({ maxBytes: limits.strangersBytes, waitMs: defaultPairTimeoutMs });
  const setAside = new SetAsideCounts();
  const ofEachSide = {
    limits,
    fingerprint: fingerprintWith(recovered.secret),
    dataCycleOf: (migration: string) => migrations.find(migration)?.cycle.number,
    recovered: recovered.taints,
  };
  const histories = new WriteHistories({ ...ofEachSide, side: 'shadow' });
  const admission = new Admission<ComparedPair>(histories, limits.held);
  const controlHistories = new WriteHistories({ ...ofEachSide, side: 'control' });
  const controlAdmission = new Admission<ComparedPair>(controlHistories, limits.held);
  const controlOrder = new ControlOrder(controlAdmission);
  const generated = new GeneratedMemory(limits.generatedValues, recovered.secret, recovered.generated);
  const heldBodies = new HeldBodies(limits.heldBodiesBytes);
  const endings = new RequestEndings({ ledger, setAside, observer });
  const weighing = new Weighing({
    admission,
    controlOrder,
    evidence,
    reservoir,
    generated,
    heldBodies,
    endings,
    observer,
  });
  const pipeline = new Pipeline({
    migrations,
    meaning: new LearnedMeaning(),
    pairs,
    ledger,
    endings,
    strangers,
    admission,
    controlOrder,
    epochs,
    weighing,
    observer,
  });
  const takeMarks = () => ({
    seeds: ledger.takeMarks(),
    envoys: accounts.take(),
    generated: generated.takeRows(),
    setAside: setAside.take(),
    taints: [...histories.takeTaints(), ...controlHistories.takeTaints()],
  });
  const hear = (report: EnvoyReport, nowMs: number): void => {
    ledger.hear(report, nowMs);
    accounts.hear(report, nowMs);
  };
  const backOff = new BackOff(limits.retries);
  const flush = new EvidenceFlush({ evidence, takeMarks, store, writer, batch: limits.batch, backOff });
  /** Of both sides together, where there are two. */
  const levels = {
    get heldPairs() {
      return admission.held + controlAdmission.held;
    },
    get heldBodiesBytes() {
      return heldBodies.bytes;
    },
    get rememberedWrites() {
      return histories.rememberedWrites + controlHistories.rememberedWrites;
    },
    get taintedKeys() {
      return histories.taintedKeys + controlHistories.taintedKeys;
    },
    get generatedValues() {
      return generated.size;
    },
    get generatedContradictions() {
      return generated.contradictions;
    },
  };
  return { pipeline, ledger, hear, pairs, strangers, levels, evidence, reservoir, flush };
}
