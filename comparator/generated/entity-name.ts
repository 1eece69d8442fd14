/** `orders` and `order` are one kind of thing, `addresses` and `address` too. As far as spelling tells. */
export function singular(name: string): string {
  const lower = name.toLowerCase();
  if (lower.length > 3 && lower.endsWith('ies')) return `${lower.slice(0, -3)}y`;
  if (/(?:s|x|z|ch|sh)es$/.test(lower)) return lower.slice(0, -2);
  return lower.length > 2 && lower.endsWith('s') && !lower.endsWith('ss') ? lower.slice(0, -1) : lower;
}

/** Containers that say nothing of what they hold. */
const generic: ReadonlySet<string> = new Set(
  'data items item results result nodes node edges edge list rows row records record entries entry content contents payload response body embedded _embedded value values collection elements objects object hits page'.split(
    ' ',
  ),
);

export function isGeneric(name: string): boolean {
  return generic.has(name.toLowerCase());
}

/** Of those, the ones that may as well hold what a thing is made of: the items of an order. */
const parts: ReadonlySet<string> = new Set(
  'item items row rows record records entry entries element elements object objects value values'.split(' '),
);

export function mayBePart(name: string): boolean {
  return parts.has(name.toLowerCase());
}

/** Whether an endpoint answers with one thing, as far as its form tells, and not with a page of them. */
export function answersOne(endpoint: string): boolean {
  const [method, path = ''] = endpoint.split(' ');
  return method !== 'GET' || path.endsWith('}');
}

/** What an endpoint is about, by its last literal segment: `GET /customers/{id}/orders` is about an order. */
export function entityOfEndpoint(endpoint: string): string {
  const [, path = ''] = endpoint.split(' ');
  const literal = path.split('/').findLast((segment) => segment !== '' && !segment.startsWith('{'));
  return singular(literal ?? '');
}
