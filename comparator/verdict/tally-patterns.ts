import type { EvidenceDocument, PatternEvidence } from './evidence-document.ts';
import type { Balance } from './statistics/excess.ts';
import type { Rate } from './statistics/rate.ts';

export interface Tally {
  /** Pairs that differ for no reason known, of all: those that do, and those of which it is not known. */
  readonly rate: Rate;
  /** The same without those of which it is not known. */
  readonly certain: Rate;
  /** Of pairs with a control half, whatever may be known of what they show; only rules are applied. */
  readonly balance: Balance;
  /** Pairs in which only the control disagreed. */
  readonly controlOnly: number;
}

interface Counts {
  pairs: number;
  controlled: number;
  unexplained: number;
  up: number;
  down: number;
  inPatterns: number;
  controlledInPatterns: number;
}

/**
 * Counts pairs by their patterns. Of a pair whose pattern did not fit the bound nothing is known but that it differs, maybe only in what a
 * rule hides. So it counts against the budget for a PASS, for nothing towards a FAIL, and in the balance it speaks for the shadow.
 */
export function tallyPatterns(
  document: EvidenceDocument,
  { hidden, accounted }: { readonly hidden: ReadonlySet<string>; readonly accounted: ReadonlySet<string> },
): {
  readonly whole: Tally;
  readonly endpoints: ReadonlyMap<string, Tally>;
  of(endpoint: string): Tally;
} {
  const isOpen = (id: string): boolean => !hidden.has(id);
  const isUnexplained = (id: string): boolean => !hidden.has(id) && !accounted.has(id);
  const whole = nothing();
  const byEndpoint = new Map<string, Counts>();
  for (const { endpoint, pairs, controlled } of document.endpoints) {
    byEndpoint.set(endpoint, { ...nothing(), pairs, controlled });
    whole.pairs += pairs;
    whole.controlled += controlled;
  }
  for (const pattern of document.patterns) {
    for (const counts of [whole, byEndpoint.get(pattern.endpoint)]) {
      if (counts !== undefined) add(counts, pattern, { isOpen, isUnexplained });
    }
  }
  const { patterns: overflown } = document.overflow;
  const tally = (counts: Counts): Tally => tallyOf(counts, overflown, document.controlled);
  const endpoints = new Map([...byEndpoint].map(([endpoint, counts]) => [endpoint, tally(counts)]));
  return {
    whole: tally(whole),
    endpoints,
    of: (endpoint) => endpoints.get(endpoint) ?? tallyOf(nothing(), 0, false),
  };
}

function nothing(): Counts {
  return {
    pairs: 0,
    controlled: 0,
    unexplained: 0,
    up: 0,
    down: 0,
    inPatterns: 0,
    controlledInPatterns: 0,
  };
}

function add(
  counts: Counts,
  { controlled, shadowOnly, controlOnly, both, pairs }: PatternEvidence,
  {
    isOpen,
    isUnexplained,
  }: { readonly isOpen: (id: string) => boolean; readonly isUnexplained: (id: string) => boolean },
): void {
  counts.inPatterns += pairs;
  if (shadowOnly.some(isUnexplained) || both.some(isUnexplained)) counts.unexplained += pairs;
  if (!controlled) return;
  counts.controlledInPatterns += pairs;
  const onShadow = shadowOnly.some(isOpen);
  const onControl = controlOnly.some(isOpen);
  if (onShadow && !onControl) counts.up += pairs;
  if (onControl && !onShadow) counts.down += pairs;
}

function tallyOf(counts: Counts, overflown: number, isControlled: boolean): Tally {
  const unknown = Math.min(overflown, Math.max(0, counts.pairs - counts.inPatterns));
  const unknownControlled = isControlled
    ? Math.min(overflown, Math.max(0, counts.controlled - counts.controlledInPatterns))
    : 0;
  return {
    rate: { k: counts.unexplained + unknown, n: counts.pairs },
    certain: { k: counts.unexplained, n: counts.pairs },
    balance: { up: counts.up, down: counts.down + unknownControlled, n: counts.controlled },
    controlOnly: counts.down,
  };
}
