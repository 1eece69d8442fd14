import { limitSettings, type ChosenLimits } from '../platform/configuration/limit.ts';
import { parseEnvironment, type Environment } from '../platform/configuration/parse-environment.ts';
import {
  databaseUrlSetting,
  httpUrlSetting,
  logLevelSetting,
  portSetting,
  textSetting,
} from '../platform/configuration/setting.ts';
import type { LogLevel } from '../platform/log/logger.ts';
import { limitChoices } from './limits.ts';

export interface Configuration {
  readonly databaseUrl: string;
  readonly host: string;
  readonly apiPort: number;
  readonly xdsPort: number;
  readonly comparatorUrl: string;
  readonly logLevel: LogLevel;
  readonly limits: ChosenLimits<typeof limitChoices>;
}

const services = {
  databaseUrl: databaseUrlSetting('DATABASE_URL'),
  host: textSetting('UMBRA_HOST', '127.0.0.1'),
  apiPort: portSetting('UMBRA_API_PORT', 8080),
  xdsPort: portSetting('UMBRA_XDS_PORT', 18_000),
  comparatorUrl: httpUrlSetting('UMBRA_COMPARATOR_URL', 'http://127.0.0.1:18002'),
  logLevel: logLevelSetting('UMBRA_LOG_LEVEL'),
};

/** @throws ConfigurationError with every problem at once. */
export function parseConfiguration(environment: Environment): Configuration {
  const read = parseEnvironment({ ...services, ...limitSettings(limitChoices) }, environment);
  const { databaseUrl, host, apiPort, xdsPort, comparatorUrl, logLevel, ...limits } = read;
  return { databaseUrl, host, apiPort, xdsPort, comparatorUrl, logLevel, limits };
}
