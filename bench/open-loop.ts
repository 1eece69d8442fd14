import { setTimeout as delay } from 'node:timers/promises';

export interface OpenLoopOptions {
  readonly perSecond: number;
  readonly seconds: number;
  /** Wait this long before the first call, so that several loops do not beat together. */
  readonly offsetMs?: number;
}

/**
 * Calls at a fixed rate whatever becomes of the calls before, and measures each from when it was due: a server that stalls is not
 * spared the calls it held up. Milliseconds, in order of being due. Rejects with the first call that fails.
 */
export async function openLoop(
  { perSecond, seconds, offsetMs = 0 }: OpenLoopOptions,
  call: (number: number) => Promise<unknown>,
): Promise<number[]> {
  const startedAt = performance.now() + offsetMs;
  const calls: Promise<number>[] = [];
  for (let number = 0; number < perSecond * seconds; number += 1) {
    const dueAt = startedAt + (number * 1_000) / perSecond;
    const waitMs = dueAt - performance.now();
    if (waitMs > 0) await delay(waitMs);
    calls.push(call(number).then(() => performance.now() - dueAt));
  }
  return Promise.all(calls);
}
