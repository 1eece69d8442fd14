import { expect, it } from 'vitest';
import { EmptySnapshotError, refuseEmpty } from '../../../control-plane/xds/empty-snapshot.ts';
import { makeSnapshot } from '../../makers/snapshot.ts';

const cluster = { a: '1' };
const listener = { shop: '1' };

it.each([
  ['nothing', {}],
  ['no clusters', { listener }],
  ['no listeners', { cluster }],
])('a snapshot with %s is refused, unless that is said to be meant', (_, simple) => {
  expect(() => {
    refuseEmpty(makeSnapshot(simple), {});
  }).toThrow(EmptySnapshotError);
  expect(() => {
    refuseEmpty(makeSnapshot(simple), { allowEmpty: true });
  }).not.toThrow();
});

it('a snapshot with clusters and listeners is published', () => {
  expect(() => {
    refuseEmpty(makeSnapshot({ cluster, listener }), {});
  }).not.toThrow();
});
