import { segmentsOf } from '../endpoint/request-path.ts';
import type { Exchange } from '../exchange/exchange.ts';
import type { Fingerprint } from './fingerprint.ts';

/**
 * Data that drifts together, as a fingerprint. It is all of a key's data: what a write of the key changes, any request of the key may
 * read. Where a request has no key its path stands in for one, for "anyone's data" would set aside everything for good.
 */
export type TaintScope = number;

/** A request as the data sees it, as a fingerprint: who repeats it reads the same data. */
export type Question = number;

/** Ancestors of a path that are looked at, so that a path of a thousand segments costs no more than others. */
const maxAncestors = 8;

type Request = Pick<Exchange, 'key' | 'request'>;

/** Which data requests read and change. */
export class TaintScopes {
  readonly #fingerprint: Fingerprint;

  constructor(fingerprint: Fingerprint) {
    this.#fingerprint = fingerprint;
  }

  /** What the request's answer depends on. */
  readBy({ key, request }: Request): TaintScope {
    return key === undefined ? this.#ofPath(segmentsOf(request.path)) : this.#ofKey(key);
  }

  /** What the request may change; without a key that is also what lists it: `/orders` where the path is `/orders/5`. */
  writtenBy({ key, request }: Request): readonly TaintScope[] {
    if (key !== undefined) return [this.#ofKey(key)];
    const segments = segmentsOf(request.path);
    const scopes = [this.#ofPath(segments)];
    for (let length = segments.length - 1; length > 0 && scopes.length <= maxAncestors; length -= 1)
      scopes.push(this.#ofPath(segments.slice(0, length)));
    return scopes;
  }

  /** Undefined where the body was cut at the capture's cap, for then nobody knows what was asked. */
  questionOf({ key, request }: Request): Question | undefined {
    const { method, path, body } = request;
    if (body?.truncated === true) return undefined;
    return this.#fingerprint(`${method} ${path} ${key ?? ''}`, body?.data);
  }

  #ofKey(key: string): TaintScope {
    return this.#fingerprint(`key ${key}`);
  }

  #ofPath(segments: readonly string[]): TaintScope {
    return this.#fingerprint(`path ${segments.join('/')}`);
  }
}
