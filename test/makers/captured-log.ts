import { createLog, type Log, type LogLevel } from '../../platform/log/logger.ts';

/** A log whose lines can be looked at. */
export function capturedLog(level: LogLevel = 'info'): { log: Log; lines: Record<string, unknown>[] } {
  const lines: Record<string, unknown>[] = [];
  const destination = {
    write: (line: string) => {
      lines.push(JSON.parse(line) as Record<string, unknown>);
    },
  };
  return { log: createLog({ service: 'test', level, destination }), lines };
}
