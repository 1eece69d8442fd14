import { customerId, hasPostcode } from '../shop/seeded-ids.ts';

/** A simulated customer, and what they have seen of the shop so far. */
export interface Customer {
  readonly id: string;
  readonly postcode: string | null;
  /** Products seen, newest last. */
  readonly products: string[];
  /** Own orders seen, newest last. */
  readonly orders: string[];
  /** Pieces in the orders placed during this visit, by order id: what the shop must show when asked. */
  readonly pieces: Map<string, number>;
  nextProducts: string | undefined;
  nextOrders: string | undefined;
}

/** How much one customer remembers: bounds memory when the traffic goes on for days. */
const memory = 40;

export function arrivingCustomer(customerNumber: number): Customer {
  return {
    id: customerId(customerNumber),
    postcode: hasPostcode(customerNumber) ? String(5000 + customerNumber) : null,
    products: [],
    orders: [],
    pieces: new Map(),
    nextProducts: undefined,
    nextOrders: undefined,
  };
}

/** Adds ids that are new to a list, and forgets the oldest. */
export function remember(list: string[], ids: readonly string[]): void {
  for (const id of ids) if (!list.includes(id)) list.push(id);
  list.splice(0, list.length - memory);
}

export function rememberPieces(customer: Customer, orderId: string, pieces: number): void {
  customer.pieces.set(orderId, pieces);
  const [oldest] = customer.pieces.keys();
  if (customer.pieces.size > memory && oldest !== undefined) customer.pieces.delete(oldest);
}
