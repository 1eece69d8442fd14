import { expect, test } from 'vitest';
import { createMetrics } from '../../../platform/metrics/metrics.ts';
import { resilienceMetrics } from '../../../platform/metrics/resilience-metrics.ts';
import { Circuit, failuresToOpen } from '../../../platform/resilience/circuit.ts';
import { RequestBulkhead } from '../../../platform/resilience/request-bulkhead.ts';

test('says how full a bulkhead is and that a circuit is open, each time it is asked', async () => {
  const registry = createMetrics('test');
  const circuit = new Circuit(() => true);
  const reads = new RequestBulkhead({ running: 1, waiting: 1 });
  resilienceMetrics(registry, { bulkheads: { reads }, circuits: { store: circuit } });
  const valueOf = async (name: string): Promise<string | undefined> =>
    new RegExp(`^${name}\\{[^}]*\\} (\\d+)$`, 'm').exec(await registry.metrics())?.[1];

  expect(await valueOf('umbra_circuit_open')).toBe('0');
  for (let time = 0; time < failuresToOpen; time += 1) {
    await circuit.execute(() => Promise.reject(new Error('away'))).catch(() => undefined);
  }
  for (let time = 0; time < 2; time += 1) {
    expect(await valueOf('umbra_circuit_open')).toBe('1');
    expect(await valueOf('umbra_circuit_openings_total')).toBe('1');
  }
  expect(await valueOf('umbra_http_bulkhead_running')).toBe('0');
  expect(await valueOf('umbra_http_bulkhead_refused_total')).toBe('0');
});
