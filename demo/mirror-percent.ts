import { setTimeout as delay } from 'node:timers/promises';
import { parseAnswer, statusAnswer } from '../cli/api/answers.ts';
import type { ApiClient } from '../cli/api/api-client.ts';

const confirmDeadlineMs = 20_000;
const pollMs = 10;

class NotConfirmedError extends Error {
  override readonly name = 'NotConfirmedError';
}

/**
 * Sets a migration's mirror percentage and waits until Envoy has confirmed it.
 *
 * @returns how long that took, in milliseconds.
 * @throws NotConfirmedError after 20 s.
 */
export async function setMirrorPercent(api: ApiClient, migration: string, percent: number): Promise<number> {
  const askedAt = performance.now();
  await api.send('PATCH', `/v1/migrations/${migration}/mirror`, { percent });
  for (;;) {
    const { confirmed } = parseAnswer(
      statusAnswer,
      await api.send('GET', `/v1/migrations/${migration}/status`),
    );
    const tookMs = performance.now() - askedAt;
    if (confirmed?.percent === percent) return tookMs;
    if (tookMs > confirmDeadlineMs) {
      const last = confirmed === null ? 'none' : `${confirmed.percent} %`;
      throw new NotConfirmedError(
        `No Envoy confirmed ${percent} % for ${migration} within ${confirmDeadlineMs / 1_000} s; the last confirmed state is ${last}.`,
      );
    }
    await delay(pollMs);
  }
}
