import { describe, expect, test } from 'vitest';
import { runStream } from '../../../bench/streams/run-stream.ts';
import { simulate } from '../../../bench/streams/simulate.ts';

const requests = 3_000;

describe('the whole comparator', () => {
  test.each([1, 2, 3])(
    'finds nothing in stream %i of a copy that only orders its work otherwise',
    async (seed) => {
      const { document, ledger } = await runStream({ seed, requests, ids: 'client' });
      expect(document.findings).toEqual([]);
      expect(ledger).toMatchObject({ balanced: true, captured: requests, inFlight: 0 });
      // What would be a false finding, were order not looked at.
      expect(ledger.fates.raced).toBeGreaterThan(0);
    },
  );

  test('finds nothing where a write is slow on the primary only, and reads go on beside it', async () => {
    const { document } = await runStream({ seed: 4, requests: 8_000, ids: 'client' });
    expect(document.findings).toEqual([]);
  });

  test.each([
    ['truncated-column', 'GET /orders/{id}', '$.note', 'truncation'],
    ['lost-update', 'GET /orders/{id}', '$.status', 'value'],
    ['id-mix-up', 'GET /orders', '$.orders[].customerId', 'value'],
  ] as const)('finds a %s', async (defect, endpoint, path, differenceClass) => {
    const { document } = await runStream({ seed: 1, requests, ids: 'client', defect });
    expect(document.findings).toContainEqual(expect.objectContaining({ endpoint, path, class: differenceClass }));
  });
});

describe('a stream', () => {
  test('is the same for the same seed', () => {
    const options = { seed: 5, requests: 200, ids: 'uuid', control: true } as const;
    expect([...simulate(options)]).toEqual([...simulate(options)]);
  });
});
