import { expect, test } from 'vitest';
import { configurationDigest } from '../../../comparator/epoch/configuration-digest.ts';

const orders = {
  name: 'orders-v2',
  revision: 1,
  halted: false,
  primary: { hosts: ['orders:8080'], timeoutMs: 0 },
  shadow: { hosts: ['orders-v2:8080'] },
  mirror: { percent: 5, writes: 'all', key: { header: 'x-tenant-id' }, exclude: [] },
  compare: { headers: ['content-type'], rules: [{ path: '$.createdAt' }], mapping: [] },
  gates: { minPairs: 500 },
};

const digest = configurationDigest(orders);

test.each([
  ['its percent', { mirror: { ...orders.mirror, percent: 50 } }],
  ['a halt', { halted: true, revision: 2 }],
  ['rules, which are looked at one by one', { compare: { ...orders.compare, rules: [] } }],
  ['gates, which only judge', { gates: { minPairs: 1 } }],
  ['the order of keys', { shadow: { ...orders.shadow }, primary: { timeoutMs: 0, hosts: ['orders:8080'] } }],
])('stays the same with another one of %s', (_, change) => {
  expect(configurationDigest({ ...orders, ...change })).toBe(digest);
});

test.each([
  ['primary', { primary: { hosts: ['orders:9090'] } }],
  ['shadow', { shadow: { hosts: ['orders-v3:8080'] } }],
  ['control', { control: { hosts: ['orders-clone:8080'] } }],
  ['key', { mirror: { ...orders.mirror, key: { cookie: 'tenant' } } }],
  ['choice of writes', { mirror: { ...orders.mirror, writes: 'none' } }],
  ['exclusion', { mirror: { ...orders.mirror, exclude: [{ path: '/healthz' }] } }],
  ['header that is compared', { compare: { ...orders.compare, headers: [] } }],
  ['mapping', { compare: { ...orders.compare, mapping: [{ remove: '$.legacy' }] } }],
])('is another one with another %s', (_, change) => {
  expect(configurationDigest({ ...orders, ...change })).not.toBe(digest);
});

test('can be made of anything', () => {
  for (const odd of [null, 'text', {}, { primary: 7, mirror: [] }]) {
    expect(configurationDigest(odd)).toMatch(/^[0-9a-f]{16}$/);
  }
});
