import { compare, type ComparePolicy, type Comparison } from '../compare/compare.ts';
import type { Exchange } from '../exchange/exchange.ts';
import { classifyPair } from '../ledger/classify.ts';
import { endingDifference } from '../ledger/ending-difference.ts';

/** What a control's answer comes to beside the primary's, or why it says nothing. */
export type ControlCompared = Comparison | 'failed' | 'not-comparable';

/** Envoy's detail where the hop itself refused what must not reach the control. */
const refusedByHop = 'direct_response';

/**
 * Holds the control against the primary, as the shadow is held. An error that the old version answers now and then is noise like any other;
 * a control that is down, or too slow, would call every error of the shadow noise, and is left out.
 */
export function compareControl(
  primary: Exchange,
  control: Exchange,
  policy: ComparePolicy,
  mirrorTimeoutMs: number,
): ControlCompared {
  if (control.details === refusedByHop) return 'failed';
  const pair = { primary, shadow: control };
  const classified = classifyPair(pair, mirrorTimeoutMs);
  if (classified === 'comparable') {
    const comparison = compare(pair, policy);
    return comparison.kind === 'not-comparable' ? 'not-comparable' : comparison;
  }
  if (classified.fate === 'auth') return 'failed';
  if (classified.fate !== 'shadow-error') return 'not-comparable';
  const difference = classified.cause === 'server-error' ? endingDifference(pair, classified) : undefined;
  return difference === undefined
    ? 'failed'
    : { kind: 'compared', differences: [difference], explained: [], overflow: false };
}
