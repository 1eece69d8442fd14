import type { Pool } from 'pg';
import { Gauge, type Registry } from 'prom-client';

/** Connections of each pool by what they do, and queries that wait for one; read when the metrics are asked for. */
export function poolMetrics(registry: Registry, pools: Readonly<Record<string, Pool>>): void {
  new Gauge({
    name: 'umbra_postgres_connections',
    help: 'Connections to PostgreSQL',
    labelNames: ['pool', 'state'],
    registers: [registry],
    collect() {
      for (const [pool, { totalCount, idleCount }] of Object.entries(pools)) {
        this.set({ pool, state: 'idle' }, idleCount);
        this.set({ pool, state: 'busy' }, totalCount - idleCount);
      }
    },
  });
  new Gauge({
    name: 'umbra_postgres_waiting',
    help: 'Work that waits for a connection to PostgreSQL',
    labelNames: ['pool'],
    registers: [registry],
    collect() {
      for (const [pool, { waitingCount }] of Object.entries(pools)) this.set({ pool }, waitingCount);
    },
  });
}
