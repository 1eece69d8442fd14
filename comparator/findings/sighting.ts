import type { Basis } from '../epoch/basis.ts';

/** The request that differences were seen in. */
export interface Sighting {
  readonly migration: string;
  /** Whose evidence it is. */
  readonly basis: Basis;
  readonly endpoint: string;
  readonly pairingId: string;
  readonly method: string;
  readonly key: string | undefined;
  readonly seenAt: Date;
  /** Microseconds; Infinity where the upstream failed, undefined where nothing is known of it. */
  readonly upstreamTimeUs: { readonly primary: number | undefined; readonly shadow: number | undefined };
}
