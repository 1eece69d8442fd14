import { expect, it } from 'vitest';
import { clusters } from '../../../control-plane/snapshot/clusters.ts';
import { storedMigration, upstreamOf } from '../../makers/stored-migration.ts';

const mirror = { maxConcurrent: { reads: 10, writes: 5 }, maxPending: { reads: 20, writes: 30 } };

it.each([
  [
    'HTTP/1.1 has a connection for each place, and requests that wait for one are not refused when they get it',
    false,
    30,
    35,
  ],
  ['HTTP/2 has as many requests as places, on whatever connections', true, 10, 5],
])('a shadow over %s', (_claim, http2, reads, writes) => {
  const shadow = { ...upstreamOf({ host: '127.0.0.1', port: 8_081 }), http2 };
  const { migration } = storedMigration({ mirror, change: { shadow } });

  const cluster = clusters(migration).find(({ name }) => name === 'orders/shadow');

  expect(cluster?.['circuit_breakers']).toEqual({
    thresholds: [
      { priority: 'DEFAULT', max_connections: 10, max_pending_requests: 20, max_requests: reads },
      { priority: 'HIGH', max_connections: 5, max_pending_requests: 30, max_requests: writes },
    ],
  });
});
