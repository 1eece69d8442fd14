import { describe, expect, test } from 'vitest';
import { EvidenceFlush } from '../../../comparator/findings/evidence-flush.ts';
import type { Flush } from '../../../comparator/findings/evidence-store.ts';
import { Evidence } from '../../../comparator/findings/evidence.ts';
import { InMemoryEvidenceStore } from '../../../comparator/findings/in-memory-evidence-store.ts';
import { noMarks } from '../../makers/envoy-report.ts';

/** A store that goes away, before or after it has written what it was given. */
class FlakyStore extends InMemoryEvidenceStore {
  away: 'no' | 'before' | 'after' = 'no';

  override async write(flush: Flush): Promise<boolean> {
    if (this.away === 'before') throw new Error('connection refused');
    const written = await super.write(flush);
    if (this.away === 'after') throw new Error('connection lost');
    return written;
  }
}

function open() {
  const store = new FlakyStore();
  const evidence = new Evidence({ maxEndpoints: 1_000, maxFindings: 2_000 }, (text) => text);
  const takeMarks = () => noMarks;
  const flush = new EvidenceFlush({ evidence, takeMarks, store, writer: 'one', random: () => 1 });
  const compared = async (): Promise<number | undefined> => (await store.tally('m')).fates.compared;
  return { store, evidence, flush, compared };
}

describe('writing evidence', () => {
  test('is due every 250 ms, and at once when a batch is full', async () => {
    const { evidence, flush } = open();
    await flush.run(0);
    expect(flush.isDue(249)).toBe(false);
    expect(flush.isDue(250)).toBe(true);
    for (let number = 0; number < 1_000; number += 1) evidence.countPair('m', `GET /${number}`, 'identical');
    expect(flush.isDue(249)).toBe(true);
  });

  test.each(['before', 'after'] as const)(
    'counts once when the store went away %s it had written',
    async (away) => {
      const { store, evidence, flush, compared } = open();
      evidence.countFate('m', 'compared', 1);
      store.away = away;
      await expect(flush.run(0)).rejects.toThrow('connection');
      evidence.countFate('m', 'compared', 10);
      await expect(flush.run(1)).rejects.toThrow('connection');
      store.away = 'no';
      await flush.run(2);
      expect(await compared()).toBe(1);
      expect(flush.hasMore).toBe(true);
      await flush.run(3);
      expect(await compared()).toBe(11);
      expect(flush.hasMore).toBe(false);
    },
  );

  test('pauses longer with each failure, up to five seconds, however much there is', async () => {
    const { store, evidence, flush } = open();
    store.away = 'before';
    for (let number = 0; number < 1_001; number += 1) evidence.countPair('m', `GET /${number}`, 'identical');
    const pauses: number[] = [];
    for (let now = 0, failures = 0; failures < 7; now += 1) {
      if (!flush.isDue(now)) continue;
      pauses.push(now);
      await flush.run(now).catch(() => undefined);
      failures += 1;
      evidence.countPair('m', `GET /${now}`, 'identical');
    }
    const gaps = pauses.slice(1).map((at, index) => at - (pauses[index] ?? 0));
    expect(gaps).toEqual([250, 500, 1_000, 2_000, 4_000, 5_000]);
  });
});
