import type { Exchange } from '../exchange/exchange.ts';
import type { Pair } from '../exchange/pair.ts';

/** From an exchange's first byte to its last, microseconds of Envoy's clock. An end of Infinity is not known. */
export interface Span {
  readonly startUs: number;
  readonly endUs: number;
}

/** One request's spans on both sides. */
export interface Spans {
  readonly primary: Span;
  readonly shadow: Span;
}

export function spansOf({ primary, shadow }: Pair): Spans {
  return { primary: spanOf(primary), shadow: spanOf(shadow) };
}

export function spanOf(exchange: Exchange): Span {
  return { startUs: exchange.startedAtUs, endUs: exchange.endedAtUs };
}

/** True when both sides saw the two requests one after the other, in the same order. */
export function inSameOrder(one: Spans, other: Spans): boolean {
  return follows(one, other) || follows(other, one);
}

function follows(earlier: Spans, later: Spans): boolean {
  return earlier.primary.endUs < later.primary.startUs && earlier.shadow.endUs < later.shadow.startUs;
}
