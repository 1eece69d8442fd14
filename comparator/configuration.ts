import { parseEnvironment, type Environment } from '../platform/configuration/parse-environment.ts';
import {
  databaseUrlSetting,
  httpUrlSetting,
  logLevelSetting,
  numberSetting,
  portSetting,
  textSetting,
} from '../platform/configuration/setting.ts';
import type { LogLevel } from '../platform/log/logger.ts';
import { defaultLimits, type ChosenLimits } from './limits.ts';

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

const limits = {
  ingestQueueMebibytes: limit('UMBRA_INGEST_QUEUE_MEBIBYTES', 'ingestQueueMebibytes', 65_536),
  waitingHalves: limit('UMBRA_WAITING_HALVES', 'waitingHalves', 10_000_000),
  waitingHalvesMebibytes: limit('UMBRA_WAITING_HALVES_MEBIBYTES', 'waitingHalvesMebibytes', 65_536),
  seeds: limit('UMBRA_SEEDS', 'seeds', 1_000_000),
  rememberedWrites: limit('UMBRA_REMEMBERED_WRITES', 'rememberedWrites', 10_000_000),
  taintedKeys: limit('UMBRA_TAINTED_KEYS', 'taintedKeys', 10_000_000),
  heldPairs: limit('UMBRA_HELD_PAIRS', 'heldPairs', 10_000_000),
  settleMs: limit('UMBRA_SETTLE_MS', 'settleMs', 60_000),
  endpoints: limit('UMBRA_ENDPOINTS', 'endpoints', 100_000),
  findings: limit('UMBRA_FINDINGS', 'findings', 1_000_000),
};

function limit(variable: string, name: keyof ChosenLimits, highest: number) {
  return numberSetting(variable, 'a whole number', { fallback: defaultLimits[name], lowest: 1, highest });
}

/** @throws ConfigurationError naming every variable that is wrong. */
export function readConfiguration(environment: Environment): Configuration {
  const read = parseEnvironment({ ...services, ...limits }, environment);
  const { databaseUrl, host, exchangesPort, readPort, controlPlaneUrl, logLevel, ...chosen } = read;
  return { databaseUrl, host, exchangesPort, readPort, controlPlaneUrl, logLevel, limits: chosen };
}
