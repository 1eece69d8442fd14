import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { idFromCursor, pageOf } from '../../../demo/shop/page.ts';

interface Item {
  readonly id: string;
}

describe('pages', () => {
  it('joined together are the list, whatever their size', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.uuid()), fc.integer({ min: 1, max: 7 }), (ids, size) => {
        const rows = ids.toSorted().map((id) => ({ id }));
        expect(allPages(rows, size)).toEqual(rows);
      }),
    );
  });

  it('have no next cursor when nothing follows', () => {
    expect(pageOf([{ id: 'a' }, { id: 'b' }], 2)).toEqual({ items: [{ id: 'a' }, { id: 'b' }] });
    expect(pageOf([], 2)).toEqual({ items: [] });
  });
});

/** Reads a sorted list page by page, as a client does. */
function allPages(rows: readonly Item[], size: number): Item[] {
  const items: Item[] = [];
  let after = '';
  for (;;) {
    const page = pageOf(rows.filter(({ id }) => id > after).slice(0, size + 1), size);
    items.push(...page.items);
    if (page.nextCursor === undefined) return items;
    after = idFromCursor(page.nextCursor);
  }
}
