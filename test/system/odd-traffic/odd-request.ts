/** Where an odd request goes, and what makes one performance of it different from the next. */
export interface Target {
  readonly port: number;
  /** Its key: no other performance has the same, so that no order between them matters. */
  readonly tenant: string;
  readonly path: string;
}

/** What a client saw, hop-by-hop fields left out; bodies by length and digest. */
export interface Seen {
  readonly status: string;
  readonly headers: readonly string[];
  readonly body: string;
}

/** What captured requests come to: `<fate> <cause>`, and how many. */
export type Endings = Readonly<Record<string, number>>;

export interface Outcome {
  readonly endings: Endings;
  /** `<class> <path>`, all at the request's own endpoint. */
  readonly findings: readonly string[];
}

/** A kind of request that a careless proxy, capture or comparison gets wrong. */
export interface OddRequest {
  readonly name: string;
  readonly method: string;
  /** Its own; with `/planted` behind it the shadow answers as `planted` says. */
  readonly path: string;
  /** Performs it once and returns everything that came back; nothing where the client left. */
  readonly perform: (target: Target) => Promise<readonly Seen[]>;
  /** What it comes to where primary and shadow run the same version. */
  readonly same: Outcome;
  /** What it comes to where the shadow differs. */
  readonly planted?: Outcome;
  /** The status with which Envoy refuses it where the primary would not, as docs/transparency.md says. */
  readonly refused?: string;
}

const identical: Outcome = { endings: { 'compared identical': 1 }, findings: [] };

/** So many requests, all compared and equal. */
export function allIdentical(count = 1): Outcome {
  return { ...identical, endings: { 'compared identical': count } };
}

/** One compared request with these findings. */
export function differing(...findings: readonly string[]): Outcome {
  return { endings: { 'compared differing': 1 }, findings };
}

/** One request with this ending. */
export function ending(fateAndCause: string, ...findings: readonly string[]): Outcome {
  return { endings: { [fateAndCause]: 1 }, findings };
}

/** Nothing of it is captured. */
export const uncaptured: Outcome = { endings: {}, findings: [] };
