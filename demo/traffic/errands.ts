import { z } from 'zod';
import { remember, rememberPieces, type Customer } from './customer.ts';
import { integerBelow, pick, uuid, type Random } from './random.ts';
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

const page = z.object({
  items: z.array(z.looseObject({ id: z.string() })),
  nextCursor: z.string().optional(),
});
const order = z.looseObject({ id: z.string(), lines: z.array(z.looseObject({ quantity: z.number() })) });
const withId = z.looseObject({ id: z.string() });

const searchTexts = ['oak', 'lamp', 'br', 'shelf', 'clock 4', 'stool', 'hook'];
const categories = [null, null, 'furniture', 'lighting', 'kitchen', 'hallway'];
const notes = [
  null,
  'Leave it with the neighbour',
  'Please ring twice',
  'A present: no invoice in the box, please',
];

/** A shop's usual day: mostly looking, some buying. */
export const errands: readonly Errand[] = [
  {
    name: 'browse',
    share: 6,
    request: ({ nextProducts }) => ({ method: 'GET', path: pagePath('/products', 8, nextProducts) }),
    expectedStatus: 200,
    learn(customer, answer) {
      const { items, nextCursor } = page.parse(answer);
      remember(
        customer.products,
        items.map((item) => item.id),
      );
      customer.nextProducts = nextCursor;
    },
  },
  {
    name: 'open a product',
    share: 6,
    request: ({ products }, random) =>
      aboutOne(products, random, (id) => ({ method: 'GET', path: `/products/${id}` })),
    expectedStatus: 200,
    learn(_customer, answer) {
      z.looseObject({ id: z.string(), unitPrice: z.number(), description: z.string() }).parse(answer);
    },
  },
  {
    name: 'search',
    share: 4,
    request: (_customer, random) => ({
      method: 'POST',
      path: '/search',
      body: { text: pick(searchTexts, random), category: pick(categories, random) },
    }),
    expectedStatus: 200,
    learn(customer, answer) {
      remember(
        customer.products,
        page.parse(answer).items.map((item) => item.id),
      );
    },
  },
  {
    name: 'compare delivery options',
    share: 2,
    request: () => ({ method: 'GET', path: '/delivery-options' }),
    expectedStatus: 200,
    learn(_customer, answer) {
      z.object({ options: z.array(z.object({ code: z.string() }).loose()).min(1) }).parse(answer);
    },
  },
  {
    name: 'look at the own profile',
    share: 1,
    request: ({ id }) => ({ method: 'GET', path: `/customers/${id}` }),
    expectedStatus: 200,
    learn: expectOwnId,
  },
  {
    name: 'look at the own summary',
    share: 2,
    request: ({ id }) => ({ method: 'GET', path: `/customers/${id}/summary` }),
    expectedStatus: 200,
    learn: expectOwnId,
  },
  {
    name: 'change the profile',
    share: 1,
    request: ({ id }, random) => ({
      method: 'PUT',
      path: `/customers/${id}`,
      body: { name: `Customer ${integerBelow(10_000, random)}`, email: `${id.slice(0, 8)}@shop.example` },
    }),
    expectedStatus: 200,
    learn: expectOwnId,
  },
  {
    name: 'change the address',
    share: 2,
    request: ({ id, postcode }, random) => ({
      method: 'PUT',
      path: `/customers/${id}/address`,
      body: {
        street: `${1 + integerBelow(300, random)} Harbour Road`,
        city: postcode === null ? 'Hong Kong' : 'Bergen',
        postcode,
        country: postcode === null ? 'HK' : 'NO',
      },
    }),
    expectedStatus: 200,
    learn(customer, answer) {
      const saved = z.looseObject({ postcode: z.string().nullable() }).parse(answer);
      if (saved.postcode !== customer.postcode) throw new Error('another postcode was saved than was sent');
    },
  },
  {
    name: 'place an order',
    share: 3,
    request({ products }, random) {
      if (products.length === 0) return undefined;
      const lines = Array.from({ length: 1 + integerBelow(3, random) }, () => ({
        productId: pick(products, random),
        quantity: 1 + integerBelow(5, random),
      }));
      return {
        method: 'POST',
        path: '/orders',
        body: { id: uuid(random), note: pick(notes, random), lines },
      };
    },
    expectedStatus: 201,
    learn(customer, answer) {
      const { id, lines } = order.parse(answer);
      remember(customer.orders, [id]);
      rememberPieces(customer, id, piecesIn(lines));
    },
  },
  {
    name: 'open an order',
    share: 4,
    request: ({ orders }, random) =>
      aboutOne(orders, random, (id) => ({ method: 'GET', path: `/orders/${id}` })),
    expectedStatus: 200,
    learn(customer, answer) {
      const { id, lines } = order.parse(answer);
      const ordered = customer.pieces.get(id);
      if (ordered !== undefined && ordered !== piecesIn(lines))
        throw new Error('an order came back with another number of pieces');
    },
  },
  {
    name: 'list the own orders',
    share: 3,
    request: ({ nextOrders }) => ({ method: 'GET', path: pagePath('/orders', 3, nextOrders) }),
    expectedStatus: 200,
    learn(customer, answer) {
      const { items, nextCursor } = page.parse(answer);
      remember(
        customer.orders,
        items.map((item) => item.id),
      );
      customer.nextOrders = nextCursor;
    },
  },
  {
    name: 'change an order',
    share: 2,
    request: ({ orders }, random) =>
      aboutOne(orders, random, (id) => ({
        method: 'PATCH',
        path: `/orders/${id}`,
        body: { status: pick(['placed', 'cancelled'], random), note: pick(notes, random) },
      })),
    expectedStatus: 200,
    learn(_customer, answer) {
      withId.parse(answer);
    },
  },
];

function pagePath(list: string, limit: number, cursor: string | undefined): string {
  return cursor === undefined ? `${list}?limit=${limit}` : `${list}?limit=${limit}&cursor=${cursor}`;
}

function aboutOne(
  ids: readonly string[],
  random: Random,
  request: (id: string) => ShopRequest,
): ShopRequest | undefined {
  return ids.length === 0 ? undefined : request(pick(ids, random));
}

function expectOwnId(customer: Customer, answer: unknown): void {
  if (withId.parse(answer).id !== customer.id) throw new Error("another customer's data was answered");
}

function piecesIn(lines: readonly { readonly quantity: number }[]): number {
  return lines.reduce((sum, line) => sum + line.quantity, 0);
}
