import { Counter, Gauge, type Registry } from 'prom-client';
import type { Circuit } from '../resilience/circuit.ts';
import type { RequestBulkhead } from '../resilience/request-bulkhead.ts';

export interface Resilience {
  readonly bulkheads: Readonly<Record<string, RequestBulkhead>>;
  readonly circuits: Readonly<Record<string, Circuit>>;
}

/** How full the bulkheads are, what they refused, and which circuits are open; read when the metrics are asked for. */
export function resilienceMetrics(registry: Registry, { bulkheads, circuits }: Resilience): void {
  const registers = [registry];
  const byBulkhead = { labelNames: ['bulkhead'] as const, registers };
  const byCircuit = { labelNames: ['circuit'] as const, registers };
  new Gauge({
    name: 'umbra_http_bulkhead_running',
    help: 'HTTP requests being answered',
    ...byBulkhead,
    collect() {
      for (const [bulkhead, { running }] of Object.entries(bulkheads)) this.set({ bulkhead }, running);
    },
  });
  new Gauge({
    name: 'umbra_http_bulkhead_waiting',
    help: 'HTTP requests that wait for their turn',
    ...byBulkhead,
    collect() {
      for (const [bulkhead, { waiting }] of Object.entries(bulkheads)) this.set({ bulkhead }, waiting);
    },
  });
  new Counter({
    name: 'umbra_http_bulkhead_refused_total',
    help: 'HTTP requests refused because too many waited already',
    ...byBulkhead,
    collect() {
      this.reset();
      for (const [bulkhead, { refused }] of Object.entries(bulkheads)) this.inc({ bulkhead }, refused);
    },
  });
  new Gauge({
    name: 'umbra_circuit_open',
    help: '1 while what is behind the circuit is left alone',
    ...byCircuit,
    collect() {
      for (const [circuit, { isOpen }] of Object.entries(circuits)) this.set({ circuit }, Number(isOpen));
    },
  });
  new Counter({
    name: 'umbra_circuit_openings_total',
    help: 'How often a circuit opened',
    ...byCircuit,
    collect() {
      this.reset();
      for (const [circuit, { openings }] of Object.entries(circuits)) this.inc({ circuit }, openings);
    },
  });
}
