import { expect, it } from 'vitest';
import { resourceTypes } from '../../../control-plane/snapshot/snapshot.ts';
import { keepUnchanged } from '../../../control-plane/xds/keep-unchanged.ts';
import { makeSnapshot } from '../../makers/snapshot.ts';

const shop = { cluster: { a: '1' }, endpoints: { a: '1' }, listener: { shop: '1' }, route: { shop: '1' } };

it('a snapshot takes over the sets that did not change, and those that did are its own', () => {
  const previous = makeSnapshot(shop);
  const next = makeSnapshot({ ...shop, route: { shop: '2' } });
  const kept = keepUnchanged(previous, next);
  expect(kept).toEqual(next);
  for (const type of resourceTypes) expect(kept[type]).toBe(type === 'route' ? next.route : previous[type]);
});

it('the first snapshot is as it is', () => {
  const first = makeSnapshot(shop);
  expect(keepUnchanged(undefined, first)).toBe(first);
});
