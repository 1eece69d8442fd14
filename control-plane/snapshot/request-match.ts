import type { ConfigMessage } from '../envoy-api/encode.ts';
import type { MethodAndPath } from '../migration/migration.ts';

/** RFC 9110, section 9.2.1. CONNECT is never mirrored by Envoy and never reaches a route of ours. */
const safeMethods = ['GET', 'HEAD', 'OPTIONS', 'TRACE'];

/** Conditions of a route match that must hold together. */
export interface RequestMatch {
  readonly path: ConfigMessage;
  readonly headers: readonly ConfigMessage[];
}

export const anyRequest: RequestMatch = { path: { prefix: '/' }, headers: [] };

export const safeRequest: RequestMatch = {
  path: { prefix: '/' },
  headers: [{ name: ':method', string_match: { safe_regex: { regex: safeMethods.join('|') } } }],
};

export function isSafeMethod(method: string): boolean {
  return safeMethods.includes(method);
}

export function exactRequest(request: MethodAndPath): RequestMatch {
  return {
    path: { path: request.path },
    headers: [{ name: ':method', string_match: { exact: request.method } }],
  };
}

export function exactPath(path: string): RequestMatch {
  return { path: { path }, headers: [] };
}

export function pathPrefix(prefix: string): RequestMatch {
  return { path: { prefix }, headers: [] };
}

export function upgradeRequest(protocol: string): RequestMatch {
  return {
    path: { prefix: '/' },
    headers: [{ name: 'upgrade', string_match: { exact: protocol, ignore_case: true } }],
  };
}

/** Buckets are 0 to 9,999, so the first `basisPoints` of them are that share of the keys, and stay in when it grows. */
export function inFirstBuckets(match: RequestMatch, basisPoints: number): RequestMatch {
  return also(match, { name: 'x-umbra-bucket', range_match: { start: 0, end: basisPoints } });
}

export function largerThan(match: RequestMatch, bytes: number): RequestMatch {
  return also(match, {
    name: 'content-length',
    range_match: { start: bytes + 1, end: Number.MAX_SAFE_INTEGER },
  });
}

/** The number first: it is compared sooner than a method is matched with a pattern. */
function also(match: RequestMatch, header: ConfigMessage): RequestMatch {
  return { path: match.path, headers: [header, ...match.headers] };
}
