import type { FindingIdentity } from './finding.ts';

/** In order of endpoint, path, class. */
export function byIdentity(one: FindingIdentity, other: FindingIdentity): number {
  return (
    byBytes(one.endpoint, other.endpoint) || byBytes(one.path, other.path) || byBytes(one.class, other.class)
  );
}

export function byBytes(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}
