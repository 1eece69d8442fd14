import { Gauge, type Registry } from 'prom-client';

/** A service's limits as they are in force, to set levels and drops against: `umbra_comparator_limit{limit="seeds"}`. */
export function limitMetrics(
  registry: Registry,
  service: 'comparator' | 'control_plane',
  limits: Readonly<Record<string, number>>,
): void {
  const gauge = new Gauge({
    name: `umbra_${service}_limit`,
    help: 'Limits in force (docs/limits.md), to set levels against',
    labelNames: ['limit'],
    registers: [registry],
  });
  for (const [limit, value] of Object.entries(limits)) gauge.set({ limit }, value);
}
