import type { Log } from '../../platform/log/logger.ts';

/** For people who wait: what happens, without the fields; errors with their message. */
export function consoleLog(write: (text: string) => void): Log {
  const log: Log = {
    debug: () => undefined,
    info: (message) => {
      write(message);
    },
    warn: (message) => {
      write(`Warning: ${message}`);
    },
    error: (message, { error } = {}) => {
      write(`Error: ${message}${error instanceof Error ? `: ${error.message}` : ''}`);
    },
    child: () => log,
  };
  return log;
}
