/** One page of a list, and where the next one starts; without `nextCursor` it was the last. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor?: string;
}

/**
 * Cuts a page of `size` items out of up to `size + 1` rows. The cursor holds nothing but the last item's id.
 */
export function pageOf<Item extends { readonly id: string | number }>(
  rows: readonly Item[],
  size: number,
): Page<Item> {
  const items = rows.slice(0, size);
  const last = items.at(-1);
  if (rows.length <= size || last === undefined) return { items };
  return { items, nextCursor: Buffer.from(String(last.id)).toString('base64url') };
}

/** The id after which the next page starts. */
export function idFromCursor(cursor: string): string {
  return Buffer.from(cursor, 'base64url').toString();
}
