/** Why eligible writes were not mirrored. */
export const gapReasons = ['halted', 'writes-not-mirrored', 'control-plane-away'] as const;

export type GapReason = (typeof gapReasons)[number];

/** Time in which an eligible write was not mirrored, as far as is known: at least all such time lies in it. */
export interface Gap {
  readonly reason: GapReason;
  readonly from: Date;
  /** Null while it is open. */
  readonly to: Date | null;
}

/** From one reset of the shadow to the next. With a gap its data may differ from production's, and no verdict passes. */
export interface DataCycle {
  /** Counts the resets of a migration from 1; a migration that was removed and created again counts on. */
  readonly number: number;
  readonly startedAt: Date;
  /** In the order they began; at most `maxGaps`. */
  readonly gaps: readonly Gap[];
}
