import { createHash } from 'node:crypto';
import type { DifferenceClass, Shape } from '../compare/difference.ts';

/** Stands for every endpoint: of findings that have one cause for all, and of endpoints over the bound. */
export const anyEndpoint = '*';

/** What makes differences one kind. */
export interface FindingIdentity {
  readonly endpoint: string;
  readonly path: string;
  readonly class: DifferenceClass;
}

/** Many differences of one kind. */
export interface Finding extends FindingIdentity {
  /** Stable: the same identity has the same id in every migration and after every restart. */
  readonly id: string;
  /** Pairs it was seen in. */
  readonly count: number;
  /** Distinct keys it was seen on; `maxKeys` means that many or more. A request without a key counts as its own. */
  readonly keys: number;
  readonly firstSeen: Date;
  readonly lastSeen: Date;
  readonly exemplars: readonly Exemplar[];
}

/** One pair a finding was seen in, by the shapes of what differed. */
export interface Exemplar {
  readonly seenAt: Date;
  readonly pairingId: string;
  /** `path` is the endpoint's template: a real path may hold personal data. */
  readonly request: { readonly method: string; readonly path: string };
  readonly primary: Shape;
  readonly shadow: Shape;
}

export const maxExemplars = 5;

export const maxKeys = 64;

export function findingId({ endpoint, path, class: differenceClass }: FindingIdentity): string {
  return createHash('sha256')
    .update(JSON.stringify([endpoint, path, differenceClass]))
    .digest('hex')
    .slice(0, 16);
}
