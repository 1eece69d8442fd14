import { describe, expect, test } from 'vitest';
import { EvidenceFlush } from '../../../comparator/findings/evidence-flush.ts';
import type { Flush } from '../../../comparator/findings/evidence-store.ts';
import { Evidence } from '../../../comparator/findings/evidence.ts';
import { InMemoryEvidenceStore } from '../../../comparator/findings/in-memory-evidence-store.ts';
import { BackOff } from '../../../platform/resilience/back-off.ts';
import { noMarks } from '../../makers/envoy-report.ts';
import { compared as compare, evidenceLimits, sighting } from '../../makers/stored-evidence.ts';

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
  const evidence = new Evidence({ ...evidenceLimits, maxEndpoints: 2_000 }, (text) => text);
  const takeMarks = () => noMarks;
  const flush = new EvidenceFlush({
    evidence,
    takeMarks,
    store,
    writer: 'one',
    batch: { rows: 1_000, everyMs: 250 },
    backOff: new BackOff({ firstMs: 250, longestMs: 5_000 }),
  });
  const compared = async (): Promise<number | undefined> => (await store.tally('m')).fates.compared;
  let number = 0;
  const countPair = (): void => {
    number += 1;
    evidence.addPair(sighting(number, { endpoint: `GET /${number}` }), {
      shadow: compare(),
      control: undefined,
    });
  };
  return { store, evidence, countPair, flush, compared };
}

describe('writing evidence', () => {
  test('is due every 250 ms, and at once when a batch is full', async () => {
    const { countPair, flush } = open();
    await flush.run(0);
    expect(flush.isDue(249)).toBe(false);
    expect(flush.isDue(250)).toBe(true);
    for (let number = 0; number < 1_000; number += 1) countPair();
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

  test('pauses longer with each failure, up to five seconds, however much there is, and begins anew after a success', async () => {
    const { store, countPair, flush } = open();
    for (let number = 0; number < 1_001; number += 1) countPair();
    let now = 0;
    const untilAsked = async (): Promise<number> => {
      const from = now;
      while (!flush.isDue(now)) now += 1;
      await flush.run(now).catch(() => undefined);
      countPair();
      return now - from;
    };
    store.away = 'before';
    await untilAsked();
    for (const longest of [250, 500, 1_000, 2_000, 4_000, 5_000, 5_000]) {
      const paused = await untilAsked();
      expect(paused).toBeGreaterThanOrEqual(longest / 2 - 1);
      expect(paused).toBeLessThanOrEqual(longest);
    }
    store.away = 'no';
    await untilAsked();
    store.away = 'before';
    await untilAsked();
    expect(await untilAsked()).toBeLessThanOrEqual(250);
  });
});
