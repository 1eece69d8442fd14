import { z } from 'zod';
import type { Customer } from './customer.ts';
import { withId } from './errand-answers.ts';
import type { Errand } from './errand.ts';
import { integerBelow } from './random.ts';

/** What customers do about themselves. */
export const ownAccount: readonly Errand[] = [
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
];

function expectOwnId(customer: Customer, answer: unknown): void {
  if (withId.parse(answer).id !== customer.id) throw new Error("another customer's data was answered");
}
