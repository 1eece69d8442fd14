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

/** What an endpoint is about, by its last literal segment: `GET /customers/{id}/orders` is about an order. */
export function entityOfEndpoint(endpoint: string): string {
  const [, path = ''] = endpoint.split(' ');
  const literal = path.split('/').findLast((segment) => segment !== '' && !segment.startsWith('{'));
  return singular(literal ?? '');
}
