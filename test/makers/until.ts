import { setTimeout as delay } from 'node:timers/promises';

/** Waits for a condition outside this process. Fails with its name after the limit. */
export async function until(
  name: string,
  holds: () => boolean | Promise<boolean>,
  limitMs = 10_000,
): Promise<void> {
  const giveUpAt = performance.now() + limitMs;
  while (!(await holds())) {
    if (performance.now() > giveUpAt) throw new Error(`${name} did not happen within ${limitMs} ms`);
    await delay(20);
  }
}
