import { setTimeout as delay } from 'node:timers/promises';

export interface Repetition {
  /** Fulfilled when the last one is through; rejected where one failed. */
  stop(): Promise<void>;
}

/** Does something at a fixed pace, one after the other, until it is told to stop or one fails. */
export function repeatedly(everyMs: number, act: (time: number) => Promise<void>): Repetition {
  const stopping = new AbortController();
  const going = (async () => {
    const startedAt = performance.now();
    for (let time = 0; !stopping.signal.aborted; time += 1) {
      await act(time);
      const pauseMs = startedAt + (time + 1) * everyMs - performance.now();
      await delay(Math.max(0, pauseMs), undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  })();
  going.catch(() => undefined); // Seen when it is stopped.
  return {
    stop: () => {
      stopping.abort();
      return going;
    },
  };
}
