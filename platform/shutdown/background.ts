import type { Log } from '../log/logger.ts';

/** For work nobody waits for: its failure is logged, not lost. */
export function background(work: Promise<unknown>, log: Log, what: string): void {
  work.catch((error: unknown) => {
    log.error(`${what} failed`, { error });
  });
}
