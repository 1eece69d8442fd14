import type { Difference } from '../compare/difference.ts';
import { classifyPair } from '../ledger/classify.ts';
import { endingDifference } from '../ledger/ending-difference.ts';
import type { ControlledPair } from './control-order.ts';

/** Whether a control's answer can be compared with the primary's, what it shows without, or why it says nothing. */
export type ClassifiedControl = 'comparable' | Difference | 'failed' | 'not-comparable';

/** Envoy's detail where the hop itself refused what must not reach the control. */
const refusedByHop = 'direct_response';

/**
 * Holds the control against the primary, as the shadow is held. An error that the old version answers now and then is noise like any other;
 * a control that is down, or too slow, would call every error of the shadow noise, and is left out.
 */
export function classifyControl(
  { primary, control }: ControlledPair,
  mirrorTimeoutMs: number,
): ClassifiedControl {
  if (control.details === refusedByHop) return 'failed';
  const pair = { primary, shadow: control };
  const classified = classifyPair(pair, mirrorTimeoutMs);
  if (classified === 'comparable') return classified;
  if (classified.fate === 'auth') return 'failed';
  if (classified.fate !== 'shadow-error') return 'not-comparable';
  const difference = classified.cause === 'server-error' ? endingDifference(pair, classified) : undefined;
  return difference ?? 'failed';
}
