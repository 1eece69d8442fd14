import { describe, expect, test } from 'vitest';
import { judge } from '../../comparator/verdict/judge.ts';
import { parseWatchedMigrations } from '../../comparator/watch/parse-watched-migrations.ts';
import { pair } from '../makers/exchange.ts';
import { openPipeline, orders } from '../makers/open-pipeline.ts';

/** As the control plane lists the migration. */
function listed(cycle: object) {
  return parseWatchedMigrations([{ name: orders.name, mirror: { key: { header: 'x-tenant-id' } }, cycle }]);
}

const startedAt = '2026-03-01T08:00:00.000Z';
const gap = { reason: 'halted', from: '2026-03-02T08:00:00.000Z', to: null };

async function verdictIn(cycle: object) {
  const { migrations, problems } = listed(cycle);
  expect(problems).toEqual([]);
  const it = await openPipeline(migrations);
  const { primary, shadow } = pair({ key: 'tenant-1' });
  it.receive(primary, shadow);
  return { it, judged: async () => judge(await it.evidence(), new Date(0)) };
}

describe('writes that were not mirrored', () => {
  test.each([
    ['while they are still missed', gap, 'still is so'],
    [
      'though they are mirrored again',
      { ...gap, to: '2026-03-02T09:00:00.000Z' },
      '2026-03-02T09:00:00.000Z',
    ],
    [
      'because the control plane was away',
      { ...gap, reason: 'control-plane-away' },
      'lost the control plane',
    ],
  ])('leave no PASS, %s', async (_, missed, words) => {
    const { judged } = await verdictIn({ number: 1, startedAt, gaps: [missed] });
    const { outcome, reasons } = await judged();
    expect(outcome).toBe('inconclusive');
    const partial = reasons.find(({ code }) => code === 'partial-data');
    expect(partial?.effect).toBe('blocks');
    expect(partial?.text).toContain(words);
  });

  test('are made up for by a new data cycle, whose evidence begins anew', async () => {
    const { it, judged } = await verdictIn({ number: 1, startedAt, gaps: [gap] });
    expect((await judged()).population.pairs).toBe(1);
    it.migrations.replace(listed({ number: 2, startedAt: '2026-03-03T08:00:00.000Z', gaps: [] }).migrations);
    const { reasons, population, epoch } = await judged();
    expect(reasons.map(({ code }) => code)).not.toContain('partial-data');
    expect(population.pairs).toBe(0);
    expect(epoch.dataCycle).toBe(2);
  });
});
