/** Everything that is bounded, so that memory is flat whatever comes in. What does not fit is counted under its cause. */
export const limits = {
  /** Exchanges received and not looked at; from half of it on, streams are paused. */
  ingestQueueBytes: 128 * 1_024 * 1_024,

  pairTable: {
    maxHalves: 50_000,
    maxBytes: 256 * 1_024 * 1_024,
    maxTombstones: 100_000,
  },

  maxSeeds: 4_096,

  writeWindow: { maxWritesPerKey: 1_024, maxWrites: 50_000, maxAgeMs: 60_000 },

  /** Half a second covers a write that runs while a read ends, and Envoy's flush interval of 200 ms. */
  held: { settleMs: 500, maxHeld: 20_000 },

  strangersBytes: 64 * 1_024 * 1_024,

  evidence: { maxEndpoints: 1_000, maxFindings: 2_000 },
} as const;
