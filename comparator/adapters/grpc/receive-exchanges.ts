import type { Log } from '../../../platform/log/logger.ts';
import type { Engine } from '../../engine.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import type { ComparatorMetrics } from '../metrics/comparator-metrics.ts';
import type { AccessLogReceiver } from './access-log-service.ts';
import type { ReportReceiver } from './metrics-service.ts';

export interface ReceivingParts {
  readonly engine: Engine;
  readonly ledger: Ledger;
  readonly metrics: ComparatorMetrics;
  readonly log: Log;
}

/** Hands what comes on the streams, and what Envoys report, to the engine, and tells the ledger which streams live: losses are told apart by it. */
export function receiveExchanges({
  engine,
  ledger,
  metrics,
  log,
}: ReceivingParts): AccessLogReceiver & ReportReceiver & { readonly streams: number } {
  const nodes = new Map<number, string>();
  return {
    get streams() {
      return nodes.size;
    },
    streamStarted: (stream) => {
      nodes.set(stream, 'unknown');
      ledger.streamStarted(stream);
    },
    streamNamed: (stream, node) => {
      if (nodes.get(stream) === node) return;
      nodes.set(stream, node);
      log.info('An Envoy sends exchanges', { node, stream });
    },
    exchange: (exchange, stream) => {
      metrics.exchange(exchange.side);
      return engine.offer({ exchange, stream });
    },
    report: (report) => {
      metrics.report();
      engine.report(report);
    },
    malformed: metrics.malformed,
    oddity: metrics.oddity,
    streamEnded: (stream) => {
      log.info('A stream of exchanges ended', { node: nodes.get(stream), stream });
      nodes.delete(stream);
      ledger.streamEnded(stream);
    },
  };
}
