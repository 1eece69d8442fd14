/** What a taint goes back to. */
export type TaintCause =
  /** Two writes whose order is not the same on both sides. */
  | 'order'
  /** One that only one side has made, or of which only one side is known. */
  | 'one-sided-write'
  /** One that names what the shadow calls by another id. */
  | 'foreign-write';

/** From when on some data may differ, and why. */
export interface Taint {
  /** When the first write began; what had ended by then read nothing drifted. */
  readonly sinceUs: number;
  /** When the last write had ended on both sides; what was equal before says nothing of later. */
  readonly untilUs: number;
  /** The first write. It differs by itself, not because of drift. */
  readonly root: string;
  readonly cause: TaintCause;
}
