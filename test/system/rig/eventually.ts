import { setTimeout as delay } from 'node:timers/promises';

/**
 * Waits until `probe` returns a value other than undefined or false, and returns it.
 *
 * @throws with `what` and the last thing seen, once the time is over.
 */
export async function eventually<T>(
  what: string,
  probe: () => Promise<T | undefined | false> | T | undefined | false,
  timeoutMs = 20_000,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  let last: unknown;
  for (;;) {
    try {
      const value = await probe();
      if (value !== undefined && value !== false) return value;
      last = value;
    } catch (error) {
      last = error;
    }
    if (Date.now() > deadline)
      throw new Error(`waited ${timeoutMs} ms in vain for: ${what}; last seen: ${String(last)}`);
    await delay(20);
  }
}
