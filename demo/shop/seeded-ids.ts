import { createHash } from 'node:crypto';

/** Customers in old-schema/seed.sql, numbered from 1. */
export const seededCustomers = 200;

/** Every tenth customer lives where there are no postcodes. */
export function hasPostcode(customerNumber: number): boolean {
  return customerNumber % 10 !== 0;
}

export function customerId(customerNumber: number): string {
  return seededId(`customer ${customerNumber}`);
}

/** PostgreSQL's `md5(name)::uuid`, as the seed makes its ids. */
function seededId(name: string): string {
  const hash = createHash('md5').update(name).digest('hex');
  return [hash.slice(0, 8), hash.slice(8, 12), hash.slice(12, 16), hash.slice(16, 20), hash.slice(20)].join(
    '-',
  );
}
