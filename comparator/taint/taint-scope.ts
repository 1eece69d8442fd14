import { segmentsOf } from '../endpoint/request-path.ts';
import type { Exchange } from '../exchange/exchange.ts';
import { fingerprint } from './fingerprint.ts';

/**
 * Data that drifts together, as a fingerprint. It is all of a key's data: what a write of the key changes, any request of the key may
 * read. Where a request has no key its path stands in for one, for "anyone's data" would set aside everything for good.
 */
export type TaintScope = number;

/** Ancestors of a path that are looked at, so that a path of a thousand segments costs no more than others. */
const maxAncestors = 8;

type Request = Pick<Exchange, 'key' | 'request'>;

/** What the request's answer depends on. */
export function scopeRead({ key, request }: Request): TaintScope {
  return key === undefined ? ofPath(segmentsOf(request.path)) : fingerprint(`key ${key}`);
}

/** What the request may change; without a key that is also what lists it: `/orders` where the path is `/orders/5`. */
export function scopesWritten({ key, request }: Request): readonly TaintScope[] {
  if (key !== undefined) return [fingerprint(`key ${key}`)];
  const segments = segmentsOf(request.path);
  const scopes = [ofPath(segments)];
  for (let length = segments.length - 1; length > 0 && scopes.length <= maxAncestors; length -= 1)
    scopes.push(ofPath(segments.slice(0, length)));
  return scopes;
}

function ofPath(segments: readonly string[]): TaintScope {
  return fingerprint(`path ${segments.join('/')}`);
}
