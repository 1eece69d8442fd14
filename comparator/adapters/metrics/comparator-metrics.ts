import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { limitMetrics } from '../../../platform/metrics/limit-metrics.ts';
import type { Side } from '../../exchange/exchange.ts';
import type { MalformedReason } from '../../ingest/to-exchange.ts';
import type { PipelineObserver } from '../../pipeline.ts';
import type { Equation, Reconciliation } from '../../reconcile/reconcile.ts';
import type { StreamOddity } from '../grpc/access-log-service.ts';

/** Levels of what is bounded, read when the metrics are asked for. */
export interface ComparatorLevels {
  readonly streams: number;
  readonly ingestQueueExchanges: number;
  readonly ingestQueueBytes: number;
  readonly waitingHalves: number;
  readonly waitingHalvesBytes: number;
  readonly heldPairs: number;
  readonly heldBodiesBytes: number;
  readonly unknownMigrationPairs: number;
  readonly rememberedWrites: number;
  readonly taintedKeys: number;
  readonly generatedValues: number;
  readonly generatedContradictions: number;
  readonly seeds: number;
  readonly pendingRows: number;
}

/** Before anything is there to have levels. */
export const noLevels: ComparatorLevels = {
  streams: 0,
  ingestQueueExchanges: 0,
  ingestQueueBytes: 0,
  waitingHalves: 0,
  waitingHalvesBytes: 0,
  heldPairs: 0,
  heldBodiesBytes: 0,
  unknownMigrationPairs: 0,
  rememberedWrites: 0,
  taintedKeys: 0,
  generatedValues: 0,
  generatedContradictions: 0,
  seeds: 0,
  pendingRows: 0,
};

export interface ComparatorMetrics extends PipelineObserver {
  readonly exchange: (side: Side) => void;
  readonly malformed: (reason: MalformedReason) => void;
  readonly oddity: (oddity: StreamOddity) => void;
  readonly report: () => void;
  readonly disagreement: (migration: string, equation: Equation, requests: number) => void;
  readonly reconciled: (migration: string, state: Reconciliation['state']) => void;
  readonly flushed: (seconds: number) => void;
  readonly flushFailed: () => void;
}

const levelHelp: Readonly<Record<keyof ComparatorLevels, readonly [name: string, help: string]>> = {
  streams: ['streams', 'Access log streams that are open'],
  ingestQueueExchanges: ['ingest_queue_exchanges', 'Exchanges received and not looked at yet'],
  ingestQueueBytes: ['ingest_queue_bytes', 'Memory of the ingest queue'],
  waitingHalves: ['waiting_halves', 'Halves that wait for their partner'],
  waitingHalvesBytes: ['waiting_halves_bytes', 'Memory of the halves that wait for their partner'],
  heldPairs: ['held_pairs', 'Pairs whose order is not known yet'],
  heldBodiesBytes: ['held_bodies_bytes', 'Memory of held pairs that are to be compared again'],
  unknownMigrationPairs: ['unknown_migration_pairs', 'Pairs of migrations the control plane has not told of'],
  rememberedWrites: ['remembered_writes', 'Recent writes that the order of others is judged by'],
  taintedKeys: ['tainted_keys', 'Keys, and paths of requests without one, whose data may have drifted'],
  generatedValues: ['generated_values', 'Pairs of values that two sides gave out for the same things'],
  generatedContradictions: [
    'generated_contradictions',
    'Values seen with another partner than theirs, since the start or the last data cycle',
  ],
  seeds: ['seeds', 'Sequences of pairing ids that are followed'],
  pendingRows: ['pending_evidence_rows', 'Rows of evidence not written yet'],
};

/** The comparator's Prometheus metrics. Labels are closed sets or names of migrations. */
export function comparatorMetrics(
  registry: Registry,
  levels: () => ComparatorLevels,
  limits: Readonly<Record<string, number>>,
): ComparatorMetrics {
  limitMetrics(registry, 'comparator', limits);

  const counter = <Label extends string>(name: string, help: string, labelNames: readonly Label[]) =>
    new Counter({ name: `umbra_comparator_${name}_total`, help, labelNames, registers: [registry] });

  const exchanges = counter('exchanges', 'Exchanges received', ['side']);
  const malformed = counter('malformed_entries', 'Log entries that say nothing of use', ['reason']);
  const oddities = counter('stream_oddities', 'Messages that are not as Envoy sends them', ['kind']);
  const reports = counter('envoy_reports', 'Reports of Envoys on their own counters', []);
  const disagreements = new Gauge({
    name: 'umbra_comparator_ledger_disagreement',
    help: 'Requests by which the ledger and Envoy disagree; anything but 0 is an alarm',
    labelNames: ['migration', 'equation'] as const,
    registers: [registry],
  });
  const reconciled = new Gauge({
    name: 'umbra_comparator_ledger_reconciled',
    help: 'Whether the ledger agrees with Envoy: 0 also where Envoys do not report, so that nothing can be said',
    labelNames: ['migration'] as const,
    registers: [registry],
  });
  const endings = counter('requests', 'Requests that have their fate', ['migration', 'fate', 'cause']);
  const ignored = counter('ignored_exchanges', 'Exchanges that change nothing', ['reason']);
  const late = counter('late_exchanges', 'Exchanges whose request had been given up', ['migration']);
  const controls = counter('control_halves', 'What became of the halves of controls, or of the lack of one', [
    'migration',
    'outcome',
  ]);
  const strangers = counter('unknown_migration', 'Pairs of migrations not known when they came', []);
  const failures = counter('comparison_failures', 'Comparisons that threw: defects of Umbra', []);
  const flushFailures = counter('flush_failures', 'Batches of evidence that could not be written', []);
  const flushes = new Histogram({
    name: 'umbra_comparator_flush_duration_seconds',
    help: 'Time to write a batch of evidence',
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });
  for (const [level, [name, help]] of Object.entries(levelHelp) as [
    keyof ComparatorLevels,
    readonly [string, string],
  ][]) {
    new Gauge({
      name: `umbra_comparator_${name}`,
      help,
      registers: [registry],
      collect() {
        this.set(levels()[level]);
      },
    });
  }

  return {
    exchange: (side) => {
      exchanges.inc({ side });
    },
    malformed: (reason) => {
      malformed.inc({ reason });
    },
    oddity: (kind) => {
      oddities.inc({ kind });
    },
    report: () => {
      reports.inc();
    },
    disagreement: (migration, equation, requests) => {
      disagreements.set({ migration, equation }, requests);
    },
    reconciled: (migration, state) => {
      reconciled.set({ migration }, state === 'agrees' ? 1 : 0);
    },
    ended: (migration, { fate, cause }) => {
      endings.inc({ migration, fate, cause });
    },
    ignored: (reason) => {
      ignored.inc({ reason });
    },
    late: (migration) => {
      late.inc({ migration });
    },
    control: (migration, outcome) => {
      controls.inc({ migration, outcome });
    },
    unknownMigration: () => {
      strangers.inc();
    },
    comparisonFailed: () => {
      failures.inc();
    },
    flushed: (seconds) => {
      flushes.observe(seconds);
    },
    flushFailed: () => {
      flushFailures.inc();
    },
  };
}
