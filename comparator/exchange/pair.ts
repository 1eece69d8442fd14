import type { Exchange } from './exchange.ts';

/** The primary's and the shadow's exchange of one request. */
export interface Pair {
  readonly primary: Exchange;
  readonly shadow: Exchange;
  /** Where a control is declared, and its half was there in time. */
  readonly control?: Exchange | undefined;
}
