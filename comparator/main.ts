import { createLog } from '../platform/log/logger.ts';
import { announceReady } from '../platform/ready/readiness.ts';
import { createShutdown, stopOnSignals } from '../platform/shutdown/shutdown.ts';
import { readConfiguration } from './configuration.ts';
import { startComparator } from './start.ts';

const service = 'comparator';
try {
  const configuration = readConfiguration(process.env);
  const log = createLog({ service, level: configuration.logLevel });
  const shutdown = createShutdown({ log });
  stopOnSignals(shutdown, log);
  try {
    announceReady(log, { ...(await startComparator(configuration, log, shutdown)) });
  } catch (error) {
    await shutdown.stop('could not start');
    throw error;
  }
} catch (error) {
  createLog({ service }).error('The comparator could not start', { error });
  process.exit(1);
}
