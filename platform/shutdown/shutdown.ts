import type { Log } from '../log/logger.ts';
import { background } from './background.ts';

export interface Shutdown {
  /** Registers what was just opened. Closed in reverse order of opening, one after the other. */
  readonly onStop: (name: string, close: () => Promise<void> | void) => void;
  /** Closes everything, once; later calls wait for the first. True when all closed in time and without error. */
  readonly stop: (reason: string) => Promise<boolean>;
}

interface Resource {
  readonly name: string;
  readonly close: () => Promise<void> | void;
}

/** One that does not close holds up none of the others for longer than the deadline, which is for all of them together. */
export function createShutdown({ log, deadlineMs = 10_000 }: { log: Log; deadlineMs?: number }): Shutdown {
  const resources: Resource[] = [];
  let stopping: Promise<boolean> | undefined;

  const closeAll = async (reason: string): Promise<boolean> => {
    log.info('Stopping', { event: 'stopping', reason });
    const startedAt = performance.now();
    let clean = true;
    for (let resource = resources.pop(); resource !== undefined; resource = resources.pop()) {
      const remainingMs = Math.max(0, deadlineMs - (performance.now() - startedAt));
      clean = (await closeOne(resource, remainingMs, log)) && clean;
    }
    log.info('Stopped', { event: 'stopped', clean, latencyMs: Math.round(performance.now() - startedAt) });
    return clean;
  };

  return {
    onStop: (name, close) => {
      resources.push({ name, close });
    },
    stop: (reason) => (stopping ??= closeAll(reason)),
  };
}

async function closeOne({ name, close }: Resource, remainingMs: number, log: Log): Promise<boolean> {
  let overdue: NodeJS.Timeout | undefined;
  const closing = (async () => {
    await close();
    return 'closed' as const;
  })();
  try {
    const outcome = await Promise.race([
      closing,
      new Promise<'overdue'>((resolve) => {
        overdue = setTimeout(resolve, remainingMs, 'overdue');
      }),
    ]);
    if (outcome === 'overdue') log.warn(`${name} did not close in time`);
    return outcome === 'closed';
  } catch (error) {
    log.error(`${name} could not be closed`, { error });
    return false;
  } finally {
    clearTimeout(overdue);
  }
}

const stopSignals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/**
 * Ends the process on a signal, or on an error nobody caught, after everything registered is closed: exit code 0 when asked to
 * and all closed, else 1. A second signal ends it at once.
 */
export function stopOnSignals(shutdown: Shutdown, log: Log): void {
  let stopping = false;
  const end = async (reason: string, exitCode: number): Promise<void> => {
    stopping = true;
    const clean = await shutdown.stop(reason);
    process.exit(clean ? exitCode : 1);
  };
  for (const signal of stopSignals) {
    process.on(signal, () => {
      if (stopping) process.exit(1);
      background(end(signal, 0), log, 'Stopping');
    });
  }
  process.on('uncaughtException', (error) => {
    log.error('An error nobody caught; stopping', { error });
    if (!stopping) background(end('uncaught error', 1), log, 'Stopping');
  });
}
