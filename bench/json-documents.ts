/** Replaced in encoded traffic by each request's own number, so that no two requests have the same body. */
export const placeholder = 777_777_777_777;

/** Replaced by the same in letters, for what must not look like an id. */
export const letterPlaceholder = 'hhhhhhhhhhhh';

export interface Order {
  readonly id: number;
  readonly total: number;
  readonly createdAt: string;
  readonly customer: { readonly id: number; readonly name: string };
  readonly items: readonly object[];
}

/** An order as a shop's API answers it, 1 KB, the same every time it is made. */
export function order(index: number): Order {
  const details = {
    id: placeholder - index,
    number: `A-${100_000 + index}`,
    status: ['paid', 'shipped', 'open', 'returned'][index % 4],
    customer: {
      id: 4_000 + index,
      name: `Customer number ${index}`,
      email: `customer${index}@example.test`,
      vip: index % 7 === 0,
    },
    total: 129.95 + index,
    tax: 20.748319,
    createdAt: `2026-11-${String(1 + (index % 28)).padStart(2, '0')}T10:15:30.123456Z`,
    note: index % 3 === 0 ? null : 'Please ring twice; the bell of the second floor is hard to hear',
    address: { street: `${index} Long Lane`, city: 'Hamburg', zip: '20095', country: 'DE' },
  };
  const items = Array.from({ length: 5 }, (_, at) => ({
    id: index * 100 + at,
    sku: `SKU-${index}-${at}`,
    title: `A thing of some use, in a box of ${at + 2}`,
    quantity: at + 1,
    price: 12.3456 + at,
    weight: 0.25 * (at + 1),
    tags: ['household', 'new', `shelf-${at}`],
  }));
  return { ...details, items };
}

/** 50 KB: a list that is keyed by its elements' ids. */
export function orders(): Order[] {
  return Array.from({ length: 50 }, (_, index) => order(index));
}

/** What narrowed columns do to an order: decimals lost, a time without its fraction, a text cut. */
export function narrowed(before: Order): Order {
  const { total, createdAt, customer } = before;
  return {
    ...before,
    total: Math.trunc(total),
    createdAt: createdAt.replace('.123456', ''),
    customer: { ...customer, name: customer.name.slice(0, 10) },
  };
}

/** The same order on a side that gives out ids of its own, and whose clock shows 2 ms more. */
export function issuedElsewhere(before: Order): Order {
  // Digits in front, for the placeholder must stay whole.
  return {
    ...before,
    id: Number(`9${before.id}`),
    createdAt: before.createdAt.replace('.123456', '.125789'),
  };
}

/** The same elements in another order, as a query without ORDER BY returns them once an index is gone. */
export function moved<T>(elements: readonly T[]): T[] {
  return elements.map((_, at) => elements[(at * 7 + 3) % elements.length] as T);
}

/** One element more than before, in the middle. */
export function withInsertion(elements: readonly Order[]): Order[] {
  return elements.toSpliced(Math.floor(elements.length / 2), 0, order(elements.length));
}
