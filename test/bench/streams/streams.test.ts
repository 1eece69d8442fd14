import { describe, expect, test } from 'vitest';
import { runStream } from '../../../bench/streams/run-stream.ts';
import { simulate } from '../../../bench/streams/simulate.ts';

const requests = 3_000;

describe('the whole comparator', () => {
  test.each([
    ['shifted', 1],
    ['uuid', 2],
    ['client', 3],
  ] as const)('finds nothing on a copy whose ids are %s', async (ids, seed) => {
    const { document, verdict, ledger } = await runStream({ seed, requests, ids });
    expect(document.findings).toEqual([]);
    expect(verdict.reasons.filter(({ effect }) => effect === 'fails')).toEqual([]);
    expect(ledger).toMatchObject({ balanced: true, captured: requests, inFlight: 0 });
    // What would be false findings, were order and ids not looked at.
    expect(ledger.fates.raced).toBeGreaterThan(0);
    if (ids !== 'client') expect(ledger.fates['foreign-id']).toBeGreaterThan(0);
  });

  test.each([
    ['shifted', 6],
    ['uuid', 7],
    ['client', 8],
  ] as const)('finds no noise between a copy and a control whose ids are %s', async (ids, seed) => {
    const { document, verdict, ledger, controls } = await runStream({ seed, requests, ids, control: true });
    expect(document.findings).toEqual([]);
    expect(verdict.reasons.filter(({ effect }) => effect === 'fails')).toEqual([]);
    expect(ledger).toMatchObject({ balanced: true, captured: requests, inFlight: 0 });
    expect(document.controlled).toBe(true);
    expect(controls.equal).toBeGreaterThan(0.9 * requests);
    expect(controls.differing).toBeUndefined();
    expect(Object.values(controls).reduce((sum, count) => sum + count, 0)).toBe(requests);
  });

  test('finds nothing where a write is slow on the primary only, and reads go on beside it', async () => {
    const { document } = await runStream({ seed: 4, requests: 8_000, ids: 'client' });
    expect(document.findings).toEqual([]);
  });

  test.each([
    ['truncated-column', 'GET /orders/{id}', '$.note', 'truncation'],
    ['lost-update', 'GET /summary', '$.byStatus.sent', 'value'],
    ['id-mix-up', 'GET /orders', '$.orders[].note', 'value'],
  ] as const)('says FAIL of a %s', async (defect, endpoint, path, differenceClass) => {
    const { verdict } = await runStream({ seed: 1, requests, ids: 'shifted', defect });
    expect(verdict.outcome).toBe('fail');
    expect(verdict.confirmed).toContainEqual(
      expect.objectContaining({ endpoint, path, class: differenceClass }),
    );
  });

  test('says FAIL of a defect beside a control, and the stream ends', async () => {
    const options = { seed: 1, requests, ids: 'shifted', control: true, defect: 'truncated-column' } as const;
    const { verdict, failedAfter } = await runStream(options, 500);
    expect(verdict.outcome).toBe('fail');
    expect(failedAfter).toBeLessThan(2_000);
  });
});

describe('a stream', () => {
  test('is the same for the same seed', () => {
    const options = { seed: 5, requests: 200, ids: 'uuid', control: true } as const;
    expect([...simulate(options)]).toEqual([...simulate(options)]);
  });
});
