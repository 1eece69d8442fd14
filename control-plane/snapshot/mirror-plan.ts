import type { Migration, MirrorPolicy } from '../migration/migration.ts';
import { anyRequest, exactRequest, isSafeMethod, safeRequest, type RequestMatch } from './request-match.ts';

/** What one kind of request gets: the share that is mirrored, and the switch that turns it off. */
export interface MirrorShare {
  readonly match: RequestMatch;
  readonly unsafe: boolean;
  /** Nothing is done twice where two servers on one database get it: by its method, whatever is declared of it. */
  readonly safeTwice: boolean;
  /** Hundredths of a percent. */
  readonly basisPoints: number;
}

/**
 * The mirrored share of every kind of request, in the order in which routes must try them: declared exceptions before the
 * method's ordinary meaning. Unsafe is whatever is left, so that a read is not asked for its method twice. A share of 0 stays in
 * the list, for it keeps an exception from falling through to the next.
 */
export function mirrorShares(policy: MirrorPolicy): readonly MirrorShare[] {
  const safe = policy.basisPoints;
  const unsafe = unsafeShare(policy);
  return [
    ...policy.safe.map((request) => ({
      match: exactRequest(request),
      unsafe: false,
      safeTwice: isSafeMethod(request.method),
      basisPoints: safe,
    })),
    ...policy.unsafe.map((request) => ({
      match: exactRequest(request),
      unsafe: true,
      safeTwice: false,
      basisPoints: unsafe,
    })),
    { match: safeRequest, unsafe: false, safeTwice: true, basisPoints: safe },
    { match: anyRequest, unsafe: true, safeTwice: false, basisPoints: unsafe },
  ];
}

/** Whether any request at all can be mirrored; where none can, the capture filter is taken out of the way. */
export function mirrorsAnything(migration: Migration, halted: boolean): boolean {
  return !halted && mirrorShares(migration.mirror).some((share) => share.basisPoints > 0);
}

function unsafeShare(policy: MirrorPolicy): number {
  switch (policy.writes) {
    case 'all':
      return 10_000;
    case 'sampled':
      return policy.basisPoints;
    case 'none':
      return 0;
  }
}
