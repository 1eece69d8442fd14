import { z } from 'zod';
import { remember, rememberPieces } from './customer.ts';
import { page, withId } from './errand-answers.ts';
import { aboutOne, pagePath, type Errand } from './errand.ts';
import { integerBelow, pick } from './random.ts';

const order = withId.extend({ lines: z.array(z.looseObject({ quantity: z.number() })) });

const notes = [
  null,
  'Leave it with the neighbour',
  'Please ring twice',
  'A present: no invoice in the box, please',
];

/** What the shop lives on. */
export const ordering: readonly Errand[] = [
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
        body: { note: pick(notes, random), lines },
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
    // Those from before the visit: new ones are known by other numbers on the shadow, and a write that it cannot follow would set aside
    // whatever else the customer is told.
    request: ({ orders, pieces }, random) =>
      aboutOne(
        orders.filter((id) => !pieces.has(id)),
        random,
        (id) => ({
          method: 'PATCH',
          path: `/orders/${id}`,
          body: { status: pick(['placed', 'cancelled'], random), note: pick(notes, random) },
        }),
      ),
    expectedStatus: 200,
    learn(_customer, answer) {
      withId.parse(answer);
    },
  },
];

function piecesIn(lines: readonly { readonly quantity: number }[]): number {
  return lines.reduce((sum, line) => sum + line.quantity, 0);
}
