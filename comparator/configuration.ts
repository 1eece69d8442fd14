import { limitSettings } from '../platform/configuration/limit.ts';
import { parseEnvironment, type Environment } from '../platform/configuration/parse-environment.ts';
import {
  databaseUrlSetting,
  httpUrlSetting,
  logLevelSetting,
  portSetting,
  textSetting,
} from '../platform/configuration/setting.ts';
import type { LogLevel } from '../platform/log/logger.ts';
import { limitChoices, type ChosenLimits } from './limits.ts';

export interface Configuration {
  readonly databaseUrl: string;
  readonly host: string;
  /** Where Envoys send exchanges; 0 lets the system choose. */
  readonly exchangesPort: number;
  /** The read API, health and metrics. */
  readonly readPort: number;
  readonly controlPlaneUrl: string;
  readonly logLevel: LogLevel;
  readonly limits: ChosenLimits;
}

const services = {
  databaseUrl: databaseUrlSetting('DATABASE_URL'),
  host: textSetting('UMBRA_HOST', '127.0.0.1'),
  exchangesPort: portSetting('UMBRA_EXCHANGES_PORT', 18_001),
  readPort: portSetting('UMBRA_READ_PORT', 18_002),
  controlPlaneUrl: httpUrlSetting('UMBRA_CONTROL_PLANE_URL', 'http://127.0.0.1:8080'),
  logLevel: logLevelSetting('UMBRA_LOG_LEVEL'),
};

const limits = limitSettings(limitChoices);

/** @throws ConfigurationError naming every variable that is wrong. */
export function readConfiguration(environment: Environment): Configuration {
  const read = parseEnvironment({ ...services, ...limits }, environment);
  const { databaseUrl, host, exchangesPort, readPort, controlPlaneUrl, logLevel, ...chosen } = read;
  return { databaseUrl, host, exchangesPort, readPort, controlPlaneUrl, logLevel, limits: chosen };
}
