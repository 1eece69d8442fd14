import { describe, expect, test } from 'vitest';
import { Audit } from '../../comparator/audit.ts';
import { InMemoryEvidenceStore } from '../../comparator/findings/in-memory-evidence-store.ts';
import { capturedLog } from '../makers/captured-log.ts';
import { envoyAccount, seedMark } from '../makers/envoy-report.ts';
import { emptyBatch } from '../makers/stored-evidence.ts';

const name = 'orders-v2';

function openAudit() {
  const store = new InMemoryEvidenceStore();
  const told: string[] = [];
  const { log, lines } = capturedLog();
  const audit = new Audit({
    reader: store,
    migrations: () => [name],
    onEquation: (migration, equation, requests) => {
      if (requests > 0) told.push(`${migration} ${equation} ${requests}`);
    },
    onState: (_, state) => told.push(state),
    log,
  });
  let number = 0;
  const count = (compared: number, marks = {}): Promise<boolean> =>
    store.write({
      writer: 'one',
      number: (number += 1),
      batch: {
        ...emptyBatch,
        fates: [{ migration: name, basis: null, fate: 'compared', count: compared }],
        ...marks,
      },
    });
  return { audit, count, told, errors: () => lines.filter(({ level }) => level === 'error') };
}

describe('the audit', () => {
  test('raises the alarm on a miscount that stays, once, and lowers it when it is mended', async () => {
    const { audit, count, told, errors } = openAudit();
    const seeds = [seedMark({ highest: 10, issued: 10 })];
    const envoys = [envoyAccount({ mirrored: 10 })];
    await count(10, { seeds, envoys });
    await audit.run();
    await count(3);
    await audit.run();
    expect(told).toEqual(['agrees', 'disagrees']);
    await audit.run();
    await audit.run();
    expect(told.slice(2)).toEqual([
      'disagrees',
      `${name} fates 3`,
      `${name} mirrored 3`,
      'disagrees',
      `${name} fates 3`,
      `${name} mirrored 3`,
    ]);
    expect(errors().map(({ equation, requests }) => [equation, requests])).toEqual([
      ['fates', 3],
      ['mirrored', 3],
    ]);
    await count(-3);
    await audit.run();
    expect(told.at(-1)).toBe('agrees');
  });
});
