import type { Exchange, Side } from './exchange.ts';
import type { Pair } from './pair.ts';

/** What has come of one request so far. */
export type Halves = Readonly<Partial<Record<Side, Exchange | undefined>>>;

/** The primary's and the shadow's, with the control's where it is there; undefined while one of the two is missing. */
export function pairOf({ primary, shadow, control }: Halves): Pair | undefined {
  if (primary === undefined || shadow === undefined) return undefined;
  return control === undefined ? { primary, shadow } : { primary, shadow, control };
}
