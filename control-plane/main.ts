import { ConfigurationError } from '../platform/configuration/parse-environment.ts';
import { createLog } from '../platform/log/logger.ts';
import { createShutdown, stopOnSignals } from '../platform/shutdown/shutdown.ts';
import { parseConfiguration } from './configuration.ts';
import { startControlPlane } from './start.ts';

const service = 'control-plane';
try {
  const configuration = parseConfiguration(process.env);
  const log = createLog({ service, level: configuration.logLevel });
  const shutdown = createShutdown({ log });
  stopOnSignals(shutdown, log);
  try {
    await startControlPlane({ configuration, log, shutdown });
  } catch (error) {
    log.error('The control plane cannot start', { error });
    await shutdown.stop('it cannot start');
    process.exitCode = 1;
  }
} catch (error) {
  if (!(error instanceof ConfigurationError)) throw error;
  createLog({ service }).error(error.message, { problems: error.problems });
  process.exitCode = 1;
}
