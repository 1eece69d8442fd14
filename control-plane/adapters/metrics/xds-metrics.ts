import { Counter, Gauge, type Registry } from 'prom-client';
import type { XdsMetrics } from '../../xds/xds-metrics.ts';

/** Counts what the xDS server does in `registry`. */
export function createXdsMetrics(registry: Registry): XdsMetrics {
  const registers = [registry];
  const byType = { labelNames: ['type'] as const, registers };
  const streams = new Gauge({
    name: 'umbra_xds_streams',
    help: 'xDS streams that are open',
    labelNames: ['variant'] as const,
    registers,
  });
  const refused = new Counter({
    name: 'umbra_xds_streams_refused_total',
    help: 'xDS streams ended by the control plane because of what their client did, or because there were too many',
    labelNames: ['reason'] as const,
    registers,
  });
  const pushes = new Counter({ name: 'umbra_xds_pushes_total', help: 'Discovery responses sent', ...byType });
  const pushedBytes = new Counter({
    name: 'umbra_xds_pushed_bytes_total',
    help: 'Bytes of discovery responses sent',
    ...byType,
  });
  const acknowledgements = new Counter({
    name: 'umbra_xds_acknowledgements_total',
    help: 'Discovery responses that an Envoy took (ACK)',
    ...byType,
  });
  const rejections = new Counter({
    name: 'umbra_xds_rejections_total',
    help: 'Discovery responses that an Envoy rejected (NACK); it stays on the last good configuration',
    ...byType,
  });
  const staleNonces = new Counter({
    name: 'umbra_xds_stale_nonces_total',
    help: 'Discovery requests that answered an older response than the last',
    ...byType,
  });
  const unknownTypes = new Counter({
    name: 'umbra_xds_unknown_type_requests_total',
    help: 'Discovery requests for a type that is not served',
    registers,
  });

  return {
    streamOpened: (variant) => {
      streams.inc({ variant });
    },
    streamClosed: (variant) => {
      streams.dec({ variant });
    },
    streamRefused: (reason) => {
      refused.inc({ reason });
    },
    pushed: (type, bytes) => {
      pushes.inc({ type });
      pushedBytes.inc({ type }, bytes);
    },
    acknowledged: (type) => {
      acknowledgements.inc({ type });
    },
    rejected: (type) => {
      rejections.inc({ type });
    },
    staleNonce: (type) => {
      staleNonces.inc({ type });
    },
    unknownType: () => {
      unknownTypes.inc();
    },
  };
}
