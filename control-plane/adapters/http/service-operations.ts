import { metricsHandler } from '../../../platform/metrics/metrics.ts';
import { healthz, readyz, type ReadinessChecks } from '../../../platform/ready/readiness.ts';
import type { Log } from '../../../platform/log/logger.ts';
import type { Registry } from 'prom-client';
import { z } from 'zod';
import type { Operation } from './operation.ts';

export interface ServiceOperationsOptions {
  readonly readiness: ReadinessChecks;
  readonly registry: Registry;
  readonly log: Log;
}

/** What whoever runs the service asks of it. */
export function serviceOperations({
  readiness,
  registry,
  log,
}: ServiceOperationsOptions): readonly Operation[] {
  const health = z.looseObject({ status: z.string() });
  return [
    {
      id: 'getHealth',
      method: 'get',
      path: '/healthz',
      lane: 'none',
      summary: 'Whether the process answers at all',
      answers: { 200: { description: 'It does', schema: health } },
      handle: healthz,
    },
    {
      id: 'getReadiness',
      method: 'get',
      path: '/readyz',
      lane: 'none',
      summary: 'Whether the store can be read and Envoys are served',
      answers: {
        200: { description: 'Ready', schema: health },
        503: { description: 'Not ready, and what is waited for', schema: health },
      },
      handle: readyz(readiness),
    },
    {
      id: 'getMetrics',
      method: 'get',
      path: '/metrics',
      lane: 'none',
      summary: 'Metrics for Prometheus',
      answers: { 200: { description: 'The metrics', contentType: 'text/plain', schema: z.string() } },
      handle: metricsHandler(registry, log),
    },
  ];
}
