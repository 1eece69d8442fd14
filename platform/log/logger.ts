import { pino } from 'pino';
import type { DestinationStream, Logger } from 'pino';

export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const;

export type LogLevel = (typeof logLevels)[number];

/** What a line may carry beside its message. The named ones mean the same in every service. */
interface LogFields {
  /** Machine-readable name of what happened, where something waits for the line: `ready`. */
  readonly event?: string;
  /** The request that caused this, as answered in `x-correlation-id`. */
  readonly correlationId?: string;
  readonly tenantId?: string;
  readonly migration?: string;
  readonly latencyMs?: number;
  /** An Error is written with its type, message, stack and causes. */
  readonly error?: unknown;
  readonly [name: string]: unknown;
}

/** All that Umbra asks of a logger; only this file knows which one it is. `error` means that a person must act. */
export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** The same log with these fields on every line. */
  child(fields: LogFields): Log;
}

export interface LogOptions {
  /** Written as `service` on every line. */
  readonly service: string;
  readonly level?: LogLevel;
  /** Standard output unless given. */
  readonly destination?: DestinationStream;
}

/**
 * JSON lines, one per event: `{"level":"info","time":"2026-01-31T12:00:00.000Z","service":"…","message":"…", …}`.
 * Lines are written synchronously, so that the last ones before a crash are not lost.
 */
export function createLog({ service, level = 'info', destination }: LogOptions): Log {
  const options = {
    level,
    base: { service },
    messageKey: 'message',
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { error: pino.stdSerializers.errWithCause },
  };
  return fromPino(destination === undefined ? pino(options) : pino(options, destination));
}

function fromPino(logger: Logger): Log {
  return {
    debug: (message, fields = {}) => {
      logger.debug(fields, message);
    },
    info: (message, fields = {}) => {
      logger.info(fields, message);
    },
    warn: (message, fields = {}) => {
      logger.warn(fields, message);
    },
    error: (message, fields = {}) => {
      logger.error(fields, message);
    },
    child: (fields) => fromPino(logger.child(fields)),
  };
}
