import type { Customer } from './customer.ts';
import { pick, type Random } from './random.ts';
import type { ShopRequest } from './shop-client.ts';

/** One thing that customers do: one request, and what they make of the answer. */
export interface Errand {
  readonly name: string;
  /** How many times as likely as an errand of share 1. */
  readonly share: number;
  /** Undefined while the customer knows too little: nobody opens a product before having seen one. */
  request(customer: Customer, random: Random): ShopRequest | undefined;
  readonly expectedStatus: number;
  /** Takes in what the answer says. Throws when it is not what this customer must be told. */
  learn(customer: Customer, answer: unknown): void;
}

/** A request about one of the ids the customer knows, or undefined when they know none. */
export function aboutOne(
  ids: readonly string[],
  random: Random,
  request: (id: string) => ShopRequest,
): ShopRequest | undefined {
  return ids.length === 0 ? undefined : request(pick(ids, random));
}

export function pagePath(list: string, limit: number, cursor: string | undefined): string {
  return cursor === undefined ? `${list}?limit=${limit}` : `${list}?limit=${limit}&cursor=${cursor}`;
}
