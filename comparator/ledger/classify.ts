import type { Exchange, ResponseFlag } from '../exchange/exchange.ts';
import type { Pair } from '../exchange/pair.ts';
import { failedPreconditionOnOneSide } from './failed-precondition.ts';
import type { Fate } from './fate.ts';
import { asksToSignIn } from './sign-in.ts';

/** A fate and, finer, what caused it: a short constant name, for metrics and exemplars. */
export interface Ending {
  readonly fate: Fate;
  readonly cause: string;
}

export type Classified = Ending | 'comparable';

/** A primary took longer than the mirror gives the shadow. */
export const outlived: Ending = { fate: 'not-comparable', cause: 'outlives-mirror' };

/** How the hop's flags say that the shadow failed; a code alone would not tell a timeout from an answer of 504. */
const shadowFailures: Readonly<Partial<Record<ResponseFlag, string>>> = {
  UO: 'overflow',
  UF: 'refused',
  UH: 'no-host',
  UC: 'reset',
  UPE: 'reset',
  UR: 'reset',
  URX: 'reset',
  LR: 'reset',
  UT: 'timeout',
  UMSDR: 'timeout',
  SI: 'timeout',
  DT: 'timeout',
  NR: 'no-route',
  NC: 'no-route',
  // The client's own abort is excluded before: what is left is a limit of the mirror itself.
  DC: 'cut-by-mirror-limit',
  DR: 'cut-by-mirror-limit',
};

/** What ends a shadow that is still at work, or still sending, when the mirror's time is over. */
const outOfTime: ReadonlySet<string> = new Set(['timeout', 'cut-by-mirror-limit']);

/**
 * Whether a pair may be compared, and if not how its request ended. First match wins, in the order in which the flags of a real
 * Envoy were found to be unambiguous: a cut upload explains a failed shadow, and a failed shadow a client that was let go. Only
 * a shadow that ran out of time fails at nothing where the client did not wait for the primary either.
 */
export function classifyPair({ primary, shadow }: Pair, mirrorTimeoutMs: number): Classified {
  if (!primary.requestComplete) {
    return clientLeft(primary)
      ? { fate: 'aborted', cause: 'upload-client-abort' }
      : { fate: 'not-comparable', cause: 'upload-early-reply' };
  }
  const failure = shadowFailure(shadow);
  if (failure !== undefined && !outOfTime.has(failure)) return { fate: 'shadow-error', cause: failure };
  // A stream of events, a long poll: the mirror's limit ended what the primary had not ended either.
  if (failure !== undefined && outlivesMirror(primary, mirrorTimeoutMs)) return outlived;
  if (clientLeft(primary)) return { fate: 'aborted', cause: 'client-gone' };
  if (failure !== undefined) return { fate: 'shadow-error', cause: failure };
  if (primary.flags.size > 0) return { fate: 'not-comparable', cause: 'primary-failed' };
  if (shadow.response.status >= 500 && primary.response.status < 500) {
    return { fate: 'shadow-error', cause: 'server-error' };
  }
  if (asksToSignIn(shadow.response) && !asksToSignIn(primary.response)) {
    return { fate: 'auth', cause: 'sign-in' };
  }
  if (failedPreconditionOnOneSide({ primary, shadow })) {
    return { fate: 'not-comparable', cause: 'conditional' };
  }
  // The shadow answered without reading all of the upload. Where even the status differs, that is a difference to report.
  if (!shadow.requestComplete && shadow.response.status === primary.response.status) {
    return { fate: 'not-comparable', cause: 'shadow-early-reply' };
  }
  return 'comparable';
}

/** How a request ended of which only one half came in time. */
export function classifyLoneHalf(half: Exchange): Ending {
  // The mirror's limit passed long ago, and the primary is still at it.
  if (half.side === 'shadow' && outOfTime.has(shadowFailure(half) ?? '')) return outlived;
  if (half.side === 'shadow') return { fate: 'shadow-only', cause: 'primary-entry-lost' };
  if (clientLeft(half) && !half.requestComplete) {
    return { fate: 'aborted', cause: 'before-mirror-left' };
  }
  if (half.flags.has('UH') || half.details.includes('{overflow}')) {
    return { fate: 'primary-only', cause: 'not-mirrored-primary-unavailable' };
  }
  return { fate: 'primary-only', cause: 'hop-overflow-or-shadow-entry-lost' };
}

/** True where the primary itself took longer than the mirror gives the shadow: nothing can be asked of a shadow that was cut. */
export function outlivesMirror(primary: Exchange, mirrorTimeoutMs: number): boolean {
  return primary.endedAtUs - primary.startedAtUs >= mirrorTimeoutMs * 1_000;
}

/** The client broke off. An HTTP/2 client that resets too many streams at once leaves no flag, only the detail. */
function clientLeft(primary: Exchange): boolean {
  return (
    primary.flags.has('DC') ||
    primary.flags.has('DR') ||
    primary.details.includes('too_many_premature_resets')
  );
}

function shadowFailure(shadow: Exchange): string | undefined {
  for (const flag of shadow.flags) {
    const failure = shadowFailures[flag];
    if (failure !== undefined) return failure;
  }
  // No flag and no answer: an abort that Envoy did not name.
  return shadow.response.status === 0 ? 'no-answer' : undefined;
}
