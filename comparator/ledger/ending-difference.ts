import type { Difference } from '../compare/difference.ts';
import { shapeOfStatus } from '../compare/shape.ts';
import type { Pair } from '../exchange/pair.ts';
import type { Ending } from './classify.ts';
import { signInFinding } from './sign-in.ts';

/** What a pair that is not compared shows all the same: that the shadow failed, or asked who is there, where the primary did not. */
export function endingDifference({ primary, shadow }: Pair, ending: Ending): Difference | undefined {
  if (ending.fate !== 'shadow-error' && ending.fate !== 'auth') return undefined;
  // A primary that failed as well leaves nothing to hold the shadow against.
  if (primary.flags.size > 0 || primary.response.status === 0) return undefined;
  const answered = ending.fate === 'auth' || ending.cause === 'server-error';
  return {
    class: 'status',
    path: ending.fate === 'auth' ? signInFinding.path : 'status',
    primary: shapeOfStatus(primary.response.status),
    shadow: answered ? shapeOfStatus(shadow.response.status) : { type: 'error', literal: ending.cause },
  };
}
