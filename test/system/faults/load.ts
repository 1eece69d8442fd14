import type { Mix } from './traffic.ts';

/** Requests with consecutive marks, and how they arrive. */
export interface Load {
  readonly port: number;
  readonly firstMark: number;
  readonly requests: number;
  readonly mix: Mix;
  /** Open: one after the other at a fixed rate, whatever became of those before. Closed: always so many under way. */
  readonly arrival:
    | { readonly kind: 'open'; readonly perSecond: number }
    | { readonly kind: 'closed'; readonly width: number };
}

export interface LoadOutcome {
  readonly requests: number;
  /** Answers that are the primary's, byte for byte. */
  readonly same: number;
  /** The first 20 of the others. */
  readonly otherwise: readonly string[];
  /** One for each request, from the moment it was due: a stall shows in all that it kept waiting. */
  readonly latenciesMs: readonly number[];
  readonly elapsedMs: number;
}
