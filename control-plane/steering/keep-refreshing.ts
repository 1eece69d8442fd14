import { setTimeout as delay } from 'node:timers/promises';
import { BackOff } from '../../platform/resilience/back-off.ts';

export interface KeepRefreshingOptions {
  /** Resolves to whether it worked. */
  readonly refresh: () => Promise<boolean>;
  readonly everyMs: number;
  /** The longest wait after failures, milliseconds. Waits grow, with jitter. */
  readonly maxBackOffMs: number;
}

/** Refreshes again and again, backing off while it fails. The returned function ends it, after the refresh under way. */
export function keepRefreshing({
  refresh,
  everyMs,
  maxBackOffMs,
}: KeepRefreshingOptions): () => Promise<void> {
  const stopping = new AbortController();
  const backOff = new BackOff({ firstMs: everyMs, longestMs: maxBackOffMs });

  const loop = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const refreshed = await refresh();
      if (refreshed) backOff.reset();
      const pauseMs = refreshed ? everyMs : backOff.nextMs();
      // The library's own retry cannot be woken from its pause, and a stop must not wait for it.
      await delay(pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  const running = loop();

  return async () => {
    stopping.abort();
    await running;
  };
}
