import type { HoldLimits } from './order/held-requests.ts';
import type { WriteWindowLimits } from './order/write-window.ts';
import type { EvidenceLimits } from './findings/evidence.ts';
import type { PairTableLimits } from './pairing/pair-table.ts';
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
  /** Pairs of migrations that the control plane has not told of yet. */
  readonly strangersBytes: number;
  readonly evidence: EvidenceLimits;
}

const mebibyte = 1_024 * 1_024;

/** The limits an operator sets, in the units of docs/limits.md. */
export interface ChosenLimits {
  readonly ingestQueueMebibytes: number;
  readonly waitingHalves: number;
  readonly waitingHalvesMebibytes: number;
  readonly seeds: number;
  readonly rememberedWrites: number;
  readonly taintedKeys: number;
  readonly heldPairs: number;
  readonly settleMs: number;
  readonly endpoints: number;
  readonly findings: number;
}

export const defaultLimits: ChosenLimits = {
  ingestQueueMebibytes: 128,
  waitingHalves: 50_000,
  waitingHalvesMebibytes: 256,
  seeds: 4_096,
  rememberedWrites: 50_000,
  taintedKeys: 50_000,
  heldPairs: 20_000,
  settleMs: 500,
  endpoints: 1_000,
  findings: 2_000,
};

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
    writeWindow: { maxWritesPerKey: 1_024, maxWrites: chosen.rememberedWrites, maxAgeMs: 60_000 },
    // A question is two numbers; ten for a key are what its clients ask again and again.
    taint: { maxTainted: chosen.taintedKeys, maxEqual: 10 * chosen.taintedKeys },
    held: { settleMs: chosen.settleMs, maxHeld: chosen.heldPairs },
    strangersBytes: 64 * mebibyte,
    evidence: { maxEndpoints: chosen.endpoints, maxFindings: chosen.findings },
  };
}
