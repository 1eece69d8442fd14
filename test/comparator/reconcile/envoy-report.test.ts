import { expect, test } from 'vitest';
import { toEnvoyReport } from '../../../comparator/reconcile/envoy-report.ts';

test('a report is read by the full names of Envoy’s counters, migration by migration', () => {
  const process = { node: 'envoy-1', started: '1' };
  const counters = {
    'http.orders-v2.lua.umbra_captured.0123456789abcdef': 7,
    'http.orders-v2.lua.umbra_captured.fedcba9876543210': 5,
    'http.orders-v2.lua.errors': 1,
    'http.orders-v2/hop.lua.errors': 2,
    'http.orders-v2/hop.downstream_rq_total': 9,
    'cluster.orders-v2/hop.upstream_rq_pending_overflow': 1,
    'cluster.orders-v2/hop.upstream_rq_active_overflow': 1,
    'cluster.orders-v2/hop.upstream_rq_cancelled': 1,
    'http.orders-v2/control-hop.downstream_rq_total': 70,
    'http.orders-v2/control-hop.lua.errors': 4,
    'cluster.orders-v2/control-hop.upstream_rq_pending_overflow': 50,
    'http.other/hop.downstream_rq_total': 4,
    'http.admin.downstream_rq_total': 99,
    'access_logs.grpc_access_log.logs_written': 20,
    'access_logs.grpc_access_log.logs_dropped': 2,
    'listener_manager.listener_stopped': 2,
  };
  const points = Object.entries(counters).map(([name, value]) => ({ name, value }));
  expect(toEnvoyReport(process, points)).toEqual({
    process,
    written: 20,
    dropped: 2,
    stopped: true,
    migrations: [
      {
        migration: 'orders-v2',
        issued: new Map([
          ['0123456789abcdef', 7],
          ['fedcba9876543210', 5],
        ]),
        mirrored: 9,
        unsent: 3,
        scriptErrors: 7,
      },
      { migration: 'other', issued: new Map(), mirrored: 4, unsent: 0, scriptErrors: 0 },
    ],
  });
});
