import { z } from 'zod';
import { remember } from './customer.ts';
import { page } from './errand-answers.ts';
import { aboutOne, pagePath, type Errand } from './errand.ts';
import { pick } from './random.ts';

const searchTexts = ['oak', 'lamp', 'br', 'shelf', 'clock 4', 'stool', 'hook'];
const categories = [null, null, 'furniture', 'lighting', 'kitchen', 'hallway'];

/** What everybody does most of the time. */
export const looking: readonly Errand[] = [
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
];
