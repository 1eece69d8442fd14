import type { DifferenceClass } from '../comparator/compare/difference.ts';

/** What tells findings apart: one place in one endpoint's answers, one class. */
export interface FindingPlace {
  readonly endpoint: string;
  readonly path: string;
  readonly class: string;
}

export interface ExpectedFinding extends FindingPlace {
  readonly class: DifferenceClass;
}

export interface PlantedDefect {
  /** As in the comments of migration/defective.sql. */
  readonly name: string;
  readonly mistake: string;
  readonly findings: readonly ExpectedFinding[];
}

/**
 * What migration/defective.sql breaks, and everything that can be seen of it in the shop's answers. The dropped index is
 * missing on purpose: answers stay the same, only slower. Refused addresses have no follow-on, for the API never reads one back.
 */
export const plantedDefects: readonly PlantedDefect[] = [
  {
    name: 'cut-text',
    mistake: 'products.description was narrowed to 80 characters',
    findings: [{ endpoint: 'GET /products/{id}', path: '$.description', class: 'truncation' }],
  },
  {
    name: 'lost-scale',
    mistake: 'unit prices lost their third and fourth decimals',
    findings: [
      { endpoint: 'GET /products', path: '$.items[].unitPrice', class: 'truncation' },
      { endpoint: 'GET /products/{id}', path: '$.unitPrice', class: 'truncation' },
      { endpoint: 'POST /search', path: '$.items[].unitPrice', class: 'truncation' },
      { endpoint: 'POST /orders', path: '$.lines[].unitPrice', class: 'truncation' },
      { endpoint: 'GET /orders/{id}', path: '$.lines[].unitPrice', class: 'truncation' },
    ],
  },
  {
    name: 'changed-order',
    mistake: 'delivery speed became an enum, which sorts by its labels’ order',
    findings: [{ endpoint: 'GET /delivery-options', path: '$.options', class: 'order' }],
  },
  {
    name: 'rejected-rows',
    mistake: 'addresses.postcode became NOT NULL, but some countries have none',
    findings: [{ endpoint: 'PUT /customers/{id}/address', path: 'status', class: 'status' }],
  },
  {
    name: 'renamed-field',
    mistake: 'a view was typed in again with another column name',
    findings: [
      { endpoint: 'GET /customers/{id}/summary', path: '$.orderCount', class: 'missing-field' },
      { endpoint: 'GET /customers/{id}/summary', path: '$.ordersCount', class: 'extra-field' },
    ],
  },
];
