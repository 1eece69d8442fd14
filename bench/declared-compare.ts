import type { Order } from './json-documents.ts';

/** Fields of an order as it is compared: what rules name is mostly there, and none of it hides what the benchmark changes. */
const fields = [
  '$.number',
  '$.status',
  '$.customer.email',
  '$.address.zip',
  '$.items[].sku',
  '$.items[].title',
];

function rulesOf<T>(count: number, make: (at: number) => T): T[] {
  return Array.from({ length: count }, (_, at) => make(at));
}

/**
 * What a large migration says of how its versions may differ: 200 rules, 160 of them exact, a third of them of endpoints, and a mapping of
 * eight steps. As the control plane's API has it.
 */
export const declaredCompare = {
  rules: [
    ...rulesOf(120, (at) => ({
      path: `${fields[at % fields.length] ?? '$'}${at < fields.length ? '' : at}`,
    })),
    ...rulesOf(40, (at) => ({
      path: `$.**.field${at}.*`,
      endpoint: at % 3 === 0 ? `GET /other${at}` : undefined,
    })),
    ...rulesOf(20, (at) => ({
      path: at === 0 ? '$.tax' : `$.amount${at}`,
      expect: { tolerance: { absolute: '0.01', relative: '0.001' } },
    })),
    ...rulesOf(10, (at) => ({
      path: at === 0 ? '$.items[].tags' : `$.list${at}`,
      expect: { unordered: {} },
    })),
    ...rulesOf(10, (at) => ({ path: `$.created${at}`, when: { status: 201 } })),
  ].map((rule, at) => ({ id: `rule-${at}`, owner: 'orders-team', reason: 'measured', ...rule })),
  mapping: [
    { move: '$.note', to: '$.remark' },
    { move: '$.customer.email', to: '$.contact.email' },
    { split: '$.address.street', into: ['$.address.house', '$.address.road'], by: ' ' },
    { scale: '$.items[].quantity', by: '1000' },
    { convert: '$.customer.vip', to: 'text' },
    { enum: '$.status', values: { paid: 'PAID', open: 'OPEN', shipped: 'SHIPPED', returned: 'RETURNED' } },
    { default: '$.version', value: 2 },
    { remove: '$.address.country' },
  ],
};

interface WholeOrder extends Omit<Order, 'customer' | 'items'> {
  readonly note: string | null;
  readonly status: string;
  readonly customer: { readonly name: string; readonly email: string; readonly vip: boolean };
  readonly address: { readonly street: string; readonly city: string; readonly zip: string };
  readonly items: readonly { readonly quantity: number }[];
}

/** An order as the mapping says the new schema answers it. */
export function onNewSchema(before: Order): object {
  const { note, status, customer, address, items, ...same } = before as unknown as WholeOrder;
  const { email, vip, ...person } = customer;
  const [house, ...road] = address.street.split(' ');
  return {
    ...same,
    remark: note,
    status: status.toUpperCase(),
    customer: { ...person, vip: String(vip) },
    contact: { email },
    address: { city: address.city, zip: address.zip, house, road: road.join(' ') },
    items: items.map((item) => ({ ...item, quantity: item.quantity * 1_000 })),
    version: 2,
  };
}
