import { parseEnvironment, type Environment } from '../platform/configuration/parse-environment.ts';
import {
  databaseUrlSetting,
  httpUrlSetting,
  logLevelSetting,
  portSetting,
  secondsSetting,
  textSetting,
} from '../platform/configuration/setting.ts';

const settings = {
  databaseUrl: databaseUrlSetting('DATABASE_URL'),
  host: textSetting('UMBRA_HOST', '127.0.0.1'),
  apiPort: portSetting('UMBRA_API_PORT', 8080),
  xdsPort: portSetting('UMBRA_XDS_PORT', 18_000),
  comparatorUrl: httpUrlSetting('UMBRA_COMPARATOR_URL', 'http://127.0.0.1:18002'),
  mirrorTtlSeconds: secondsSetting('UMBRA_MIRROR_TTL_SECONDS', 60, 3_600),
  logLevel: logLevelSetting('UMBRA_LOG_LEVEL'),
};

export type Configuration = ReturnType<typeof parseConfiguration>;

/** @throws ConfigurationError with every problem at once. */
export function parseConfiguration(environment: Environment) {
  return parseEnvironment(settings, environment);
}
