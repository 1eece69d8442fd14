import { parseEnvironment, type Environment } from '../platform/configuration/parse-environment.ts';
import {
  databaseUrlSetting,
  httpUrlSetting,
  logLevelSetting,
  numberSetting,
  portSetting,
  textSetting,
} from '../platform/configuration/setting.ts';

const settings = {
  databaseUrl: databaseUrlSetting('DATABASE_URL'),
  host: textSetting('UMBRA_HOST', '127.0.0.1'),
  apiPort: portSetting('UMBRA_API_PORT', 8080),
  xdsPort: portSetting('UMBRA_XDS_PORT', 18_000),
  comparatorUrl: httpUrlSetting('UMBRA_COMPARATOR_URL', 'http://127.0.0.1:18002'),
  mirrorTtlSeconds: numberSetting('UMBRA_MIRROR_TTL_SECONDS', 'a number of seconds', {
    fallback: 60,
    lowest: 1,
    highest: 3_600,
  }),
  maxEnvoys: numberSetting('UMBRA_MAX_ENVOYS', 'a number of Envoys', {
    fallback: 1_000,
    lowest: 1,
    highest: 100_000,
  }),
  comparatorTimeoutMs: numberSetting('UMBRA_COMPARATOR_TIMEOUT_MS', 'a number of milliseconds', {
    fallback: 10_000,
    lowest: 100,
    highest: 120_000,
  }),
  logLevel: logLevelSetting('UMBRA_LOG_LEVEL'),
};

export type Configuration = ReturnType<typeof parseConfiguration>;

/** @throws ConfigurationError with every problem at once. */
export function parseConfiguration(environment: Environment) {
  return parseEnvironment(settings, environment);
}
