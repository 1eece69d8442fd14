import type { BackOffLimits } from '../platform/resilience/back-off.ts';
import type { BulkheadLimits } from '../platform/resilience/request-bulkhead.ts';
import {
  defaultsOf,
  type ChosenLimits as Chosen,
  type Limits as Choices,
} from '../platform/configuration/limit.ts';
import { ALIGNMENT_STEPS } from './compare/compare-json.ts';
import { MAX_DIFFERENCES } from './compare/difference-collector.ts';
import { MAX_INFLATED_BYTES } from './compare/inflate.ts';
import type { BatchLimits } from './findings/evidence-flush.ts';
import type { EvidenceLimits } from './findings/basis-evidence.ts';
import { maxBases } from './findings/evidence.ts';
import { maxExemplars, maxKeys } from './findings/finding.ts';
import { maxFields } from './findings/growing-endpoint.ts';
import { maxBuildsPerHour } from './epoch/epochs.ts';
import type { HoldLimits } from './order/held-requests.ts';
import type { WriteWindowLimits } from './order/write-window.ts';
import type { PairTableLimits } from './pairing/pair-table.ts';
import { MAX_SAMPLED_BYTES, SAMPLED_PAIRS_PER_FINDING } from './rules/pair-reservoir.ts';
import type { TaintLimits } from './taint/taints.ts';

/** Everything that is bounded, so that memory is flat whatever comes in. What does not fit is counted under its cause. */
export interface Limits {
  /** Exchanges received and not looked at; from half of it on, streams are paused. */
  readonly ingestQueueBytes: number;
  readonly pairTable: PairTableLimits;
  readonly maxSeeds: number;
  readonly writeWindow: WriteWindowLimits;
  readonly taint: TaintLimits;
  /** Of differing pairs, and as many again of equal ones. */
  readonly held: HoldLimits;
  /** Of held pairs that are kept whole, to be compared again. */
  readonly heldBodiesBytes: number;
  /** Pairs of values that an upstream and the primary gave out for the same, a migration. */
  readonly generatedValues: number;
  /** Pairs of migrations that the control plane has not told of yet. */
  readonly strangersBytes: number;
  readonly evidence: EvidenceLimits;
  readonly batch: BatchLimits;
  /** Of trying PostgreSQL again. */
  readonly retries: BackOffLimits;
  /** Of the read API. */
  readonly reads: BulkheadLimits & { readonly connections: number };
  readonly evidencePool: { readonly connections: number; readonly statementTimeoutMs: number };
}

const mebibyte = 1_024 * 1_024;

/** The limits an operator sets, in the units of docs/limits.md, which says why each has its default. */
export const limitChoices = {
  ingestQueueMebibytes: { variable: 'UMBRA_INGEST_QUEUE_MEBIBYTES', fallback: 128, highest: 65_536 },
  waitingHalves: { variable: 'UMBRA_WAITING_HALVES', fallback: 50_000, highest: 10_000_000 },
  waitingHalvesMebibytes: { variable: 'UMBRA_WAITING_HALVES_MEBIBYTES', fallback: 256, highest: 65_536 },
  seeds: { variable: 'UMBRA_SEEDS', fallback: 4_096, highest: 1_000_000 },
  rememberedWrites: { variable: 'UMBRA_REMEMBERED_WRITES', fallback: 50_000, highest: 10_000_000 },
  rememberedWritesPerKey: {
    variable: 'UMBRA_REMEMBERED_WRITES_PER_KEY',
    fallback: 1_024,
    highest: 1_000_000,
  },
  rememberedWritesSeconds: { variable: 'UMBRA_REMEMBERED_WRITES_SECONDS', fallback: 60, highest: 3_600 },
  taintedKeys: { variable: 'UMBRA_TAINTED_KEYS', fallback: 50_000, highest: 10_000_000 },
  heldPairs: { variable: 'UMBRA_HELD_PAIRS', fallback: 20_000, highest: 10_000_000 },
  heldBodiesMebibytes: { variable: 'UMBRA_HELD_BODIES_MEBIBYTES', fallback: 64, highest: 65_536 },
  generatedValues: { variable: 'UMBRA_GENERATED_VALUES', fallback: 100_000, highest: 10_000_000 },
  settleMs: { variable: 'UMBRA_SETTLE_MS', fallback: 500, highest: 60_000 },
  unknownMigrationMebibytes: {
    variable: 'UMBRA_UNKNOWN_MIGRATION_MEBIBYTES',
    fallback: 64,
    highest: 65_536,
  },
  endpoints: { variable: 'UMBRA_ENDPOINTS', fallback: 1_000, highest: 100_000 },
  findings: { variable: 'UMBRA_FINDINGS', fallback: 2_000, highest: 1_000_000 },
  patterns: { variable: 'UMBRA_PATTERNS', fallback: 5_000, highest: 1_000_000 },
  batchRows: { variable: 'UMBRA_BATCH_ROWS', fallback: 1_000, highest: 100_000 },
  batchMs: { variable: 'UMBRA_BATCH_MS', fallback: 250, lowest: 50, highest: 60_000 },
  retryMs: { variable: 'UMBRA_RETRY_MS', fallback: 5_000, lowest: 250, highest: 60_000 },
  evidenceConnections: { variable: 'UMBRA_EVIDENCE_CONNECTIONS', fallback: 8, highest: 100 },
  evidenceTimeoutMs: {
    variable: 'UMBRA_EVIDENCE_TIMEOUT_MS',
    fallback: 10_000,
    lowest: 100,
    highest: 60_000,
  },
  readRequests: { variable: 'UMBRA_READ_REQUESTS', fallback: 8, highest: 1_000 },
  readWaiting: { variable: 'UMBRA_READ_WAITING', fallback: 64, highest: 10_000 },
  readConnections: { variable: 'UMBRA_READ_CONNECTIONS', fallback: 500, highest: 10_000 },
} satisfies Choices;

export type ChosenLimits = Chosen<typeof limitChoices>;

export const defaultLimits: ChosenLimits = defaultsOf(limitChoices);

const firstRetryMs = 250;

export function limitsFrom(chosen: ChosenLimits): Limits {
  return {
    ingestQueueBytes: chosen.ingestQueueMebibytes * mebibyte,
    pairTable: {
      maxHalves: chosen.waitingHalves,
      maxBytes: chosen.waitingHalvesMebibytes * mebibyte,
      // Ids only, so twice as many as halves: one that comes after its time is told from a new one.
      maxTombstones: 2 * chosen.waitingHalves,
    },
    maxSeeds: chosen.seeds,
    writeWindow: {
      maxWritesPerKey: chosen.rememberedWritesPerKey,
      maxWrites: chosen.rememberedWrites,
      maxAgeMs: chosen.rememberedWritesSeconds * 1_000,
    },
    // A question is two numbers; ten for a key are what its clients ask again and again.
    taint: { maxTainted: chosen.taintedKeys, maxEqual: 10 * chosen.taintedKeys },
    held: { settleMs: chosen.settleMs, maxHeld: chosen.heldPairs },
    heldBodiesBytes: chosen.heldBodiesMebibytes * mebibyte,
    generatedValues: chosen.generatedValues,
    strangersBytes: chosen.unknownMigrationMebibytes * mebibyte,
    evidence: {
      maxEndpoints: chosen.endpoints,
      maxFindings: chosen.findings,
      maxPatterns: chosen.patterns,
    },
    batch: { rows: chosen.batchRows, everyMs: chosen.batchMs },
    retries: { firstMs: firstRetryMs, longestMs: chosen.retryMs },
    reads: {
      running: chosen.readRequests,
      waiting: chosen.readWaiting,
      connections: chosen.readConnections,
    },
    evidencePool: {
      connections: chosen.evidenceConnections,
      statementTimeoutMs: chosen.evidenceTimeoutMs,
    },
  };
}

/** Bounds that nobody sets, exported beside those that can be; docs/limits.md says why. */
export const fixedLimits = {
  differencesPerPair: MAX_DIFFERENCES,
  alignmentSteps: ALIGNMENT_STEPS,
  inflatedBytes: MAX_INFLATED_BYTES,
  exemplarsPerFinding: maxExemplars,
  keysPerFinding: maxKeys,
  fieldsPerEndpoint: maxFields,
  basesPerMigration: maxBases,
  buildsPerHour: maxBuildsPerHour,
  sampledPairsBytes: MAX_SAMPLED_BYTES,
  sampledPairsPerFinding: SAMPLED_PAIRS_PER_FINDING,
} as const;
