import { Counter, Gauge, type Registry } from 'prom-client';
import type { Circuit } from '../resilience/circuit.ts';
import type { RequestBulkhead } from '../resilience/request-bulkhead.ts';

export interface Resilience {
  readonly bulkheads: Readonly<Record<string, RequestBulkhead>>;
  readonly circuits: Readonly<Record<string, Circuit>>;
}

/** How full the bulkheads are, what they refused, and which circuits are open; read when the metrics are asked for. */
export function resilienceMetrics(registry: Registry, { bulkheads, circuits }: Resilience): void {
  const each = <Part>(
    kind: 'gauge' | 'counter',
    name: string,
    help: string,
    label: 'bulkhead' | 'circuit',
    parts: Readonly<Record<string, Part>>,
    valueOf: (part: Part) => number,
  ): void => {
    const options = { name, help, labelNames: [label], registers: [registry] };
    const fill = (set: (labels: Record<string, string>, value: number) => void): void => {
      for (const [part, of] of Object.entries(parts)) set({ [label]: part }, valueOf(of));
    };
    if (kind === 'gauge') {
      new Gauge({
        ...options,
        collect() {
          fill((labels, value) => {
            this.set(labels, value);
          });
        },
      });
    } else {
      new Counter({
        ...options,
        collect() {
          this.reset();
          fill((labels, value) => {
            this.inc(labels, value);
          });
        },
      });
    }
  };
  each(
    'gauge',
    'umbra_http_bulkhead_running',
    'HTTP requests being answered within a bulkhead',
    'bulkhead',
    bulkheads,
    ({ running }) => running,
  );
  each(
    'gauge',
    'umbra_http_bulkhead_waiting',
    'HTTP requests that wait for their turn',
    'bulkhead',
    bulkheads,
    ({ waiting }) => waiting,
  );
  each(
    'counter',
    'umbra_http_bulkhead_refused_total',
    'HTTP requests refused because too many were waiting',
    'bulkhead',
    bulkheads,
    ({ refused }) => refused,
  );
  each(
    'gauge',
    'umbra_circuit_open',
    '1 while what is behind the circuit is left alone',
    'circuit',
    circuits,
    ({ isOpen }) => Number(isOpen),
  );
  each(
    'counter',
    'umbra_circuit_openings_total',
    'How often a circuit opened',
    'circuit',
    circuits,
    ({ openings }) => openings,
  );
}
