import { expect, test } from 'vitest';
import type { Exemplar } from '../../../comparator/findings/finding.ts';
import type { EvidenceReader, EvidenceStore } from '../../../comparator/findings/evidence-store.ts';
import type { EvidenceBatch } from '../../../comparator/findings/evidence.ts';
import type { FindingRow } from '../../../comparator/findings/growing-finding.ts';

const empty: EvidenceBatch = { fates: [], endpoints: [], findings: [], overflow: [], seeds: [] };

const seenAt = (minute: number): Date => new Date(Date.UTC(2026, 2, 2, 9, minute));

function findingRow(given: Partial<FindingRow> = {}): FindingRow {
  return {
    migration: 'm',
    id: 'finding-1',
    endpoint: 'GET /orders/{id}',
    path: '$.name',
    class: 'truncation',
    count: 1,
    firstSeen: seenAt(1),
    lastSeen: seenAt(1),
    keyHashes: ['k1'],
    exemplars: [exemplar(1)],
    ...given,
  };
}

function exemplar(number: number) {
  return {
    lot: String(number).padStart(4, '0'),
    seenAt: seenAt(number),
    pairingId: `0123456789abcdef-${number}`,
    request: { method: 'GET', path: '/orders/{id}' },
    primary: { type: 'string', length: 48 },
    shadow: { type: 'string', length: 20, edit: { commonPrefix: 20, commonSuffix: 0 } },
  } as const;
}

function withoutLot({ seenAt, pairingId, request, primary, shadow }: ReturnType<typeof exemplar>): Exemplar {
  return { seenAt, pairingId, request, primary, shadow };
}

/** What every store of evidence must do. `open` gives one that is empty. */
export function testEvidenceStore(open: () => Promise<EvidenceStore & EvidenceReader>): void {
  const write = async (
    store: EvidenceStore,
    number: number,
    batch: Partial<EvidenceBatch>,
  ): Promise<boolean> => store.write({ writer: 'one', number, batch: { ...empty, ...batch } });

  test('knows nothing of a migration nobody has seen', async () => {
    const store = await open();
    const tally = {
      fates: {},
      captured: 0,
      inFlight: 0,
      endpoints: [],
      overflow: { findings: 0, endpoints: 0 },
    };
    expect(await store.everything('m')).toEqual({ tally, findings: [] });
    expect(await store.finding('m', 'finding-1')).toBeUndefined();
  });

  test('adds counts up, and replaces marks', async () => {
    const store = await open();
    await write(store, 1, {
      fates: [
        { migration: 'm', fate: 'compared', count: 5 },
        { migration: 'm', fate: 'primary-only', count: 1 },
      ],
      endpoints: [{ migration: 'm', endpoint: 'GET /b', identical: 4, differing: 1 }],
      overflow: [{ migration: 'm', findings: 1, endpoints: 2 }],
      seeds: [{ migration: 'm', seed: 's1', highest: 8, inFlight: 2 }],
    });
    await write(store, 2, {
      fates: [
        { migration: 'm', fate: 'compared', count: 2 },
        { migration: 'm', fate: 'primary-only', count: -1 },
        { migration: 'm', fate: 'late', count: 1 },
        { migration: 'other', fate: 'compared', count: 9 },
      ],
      endpoints: [
        { migration: 'm', endpoint: 'GET /b', identical: 1, differing: 0 },
        { migration: 'm', endpoint: 'GET /a', identical: 1, differing: 0 },
      ],
      overflow: [{ migration: 'm', findings: 1, endpoints: 0 }],
      seeds: [
        { migration: 'm', seed: 's1', highest: 10, inFlight: 0 },
        { migration: 'm', seed: 's2', highest: 3, inFlight: 1 },
      ],
    });
    expect(await store.tally('m')).toEqual({
      fates: { compared: 7, 'primary-only': 0, late: 1 },
      captured: 13,
      inFlight: 1,
      endpoints: [
        { endpoint: 'GET /a', identical: 1, differing: 0 },
        { endpoint: 'GET /b', identical: 5, differing: 1 },
      ],
      overflow: { findings: 2, endpoints: 2 },
    });
  });

  test('counts a batch that is written again once', async () => {
    const store = await open();
    const batch = { fates: [{ migration: 'm', fate: 'compared', count: 5 }] } as const;
    expect(await write(store, 1, batch)).toBe(true);
    expect(await write(store, 1, batch)).toBe(false);
    expect(await write(store, 2, batch)).toBe(true);
    expect(await write(store, 1, batch)).toBe(false);
    expect(await store.write({ writer: 'two', number: 1, batch: { ...empty, ...batch } })).toBe(true);
    expect((await store.tally('m')).fates).toEqual({ compared: 15 });
  });

  test('merges a finding: counts, times, distinct keys and the lowest lots', async () => {
    const store = await open();
    await write(store, 1, {
      findings: [
        findingRow({
          count: 6,
          firstSeen: seenAt(5),
          lastSeen: seenAt(9),
          exemplars: [1, 4, 5, 6, 9].map(exemplar),
        }),
      ],
    });
    await write(store, 2, {
      findings: [
        findingRow({
          count: 4,
          firstSeen: seenAt(2),
          lastSeen: seenAt(7),
          keyHashes: ['k2', 'k1'],
          exemplars: [2, 4, 7].map(exemplar),
        }),
      ],
    });
    expect(await store.finding('m', 'finding-1')).toEqual({
      id: 'finding-1',
      endpoint: 'GET /orders/{id}',
      path: '$.name',
      class: 'truncation',
      count: 10,
      keys: 2,
      firstSeen: seenAt(2),
      lastSeen: seenAt(9),
      exemplars: [1, 2, 4, 5, 6].map((number) => withoutLot(exemplar(number))),
    });
  });

  test('counts at most 64 keys', async () => {
    const store = await open();
    const hashes = (from: number): string[] => Array.from({ length: 40 }, (_, index) => `k${from + index}`);
    for (const [number, from] of [
      [1, 0],
      [2, 40],
      [3, 80],
    ] as const) {
      await write(store, number, { findings: [findingRow({ keyHashes: hashes(from) })] });
    }
    expect((await store.finding('m', 'finding-1'))?.keys).toBe(64);
  });

  test('pages through findings in order of endpoint, path and class, by bytes', async () => {
    const store = await open();
    const rows = [
      findingRow({ id: 'c', endpoint: 'GET /b', path: '$.z' }),
      findingRow({ id: 'a', endpoint: 'GET /B', path: '$.z' }),
      findingRow({ id: 'e', endpoint: 'GET /é', path: '$.a' }),
      findingRow({ id: 'd', endpoint: 'GET /b', path: '$.z', class: 'value' }),
      findingRow({ id: 'b', endpoint: 'GET /b', path: '$.Z' }),
    ];
    await write(store, 1, { findings: rows });
    const ids: string[] = [];
    let page = await store.findings('m', { limit: 2 });
    for (let last = page.at(-1); last !== undefined; last = page.at(-1)) {
      ids.push(...page.map(({ id }) => id));
      page = await store.findings('m', { limit: 2, after: last });
    }
    expect(ids).toEqual(['a', 'b', 'c', 'd', 'e']);
    const values = await store.findings('m', { limit: 9, endpoint: 'GET /b', class: 'value' });
    expect(values.map(({ id }) => id)).toEqual(['d']);
    expect((await store.everything('m')).findings.map(({ id }) => id)).toEqual(ids);
  });

  test('hands over to the next comparator: what was in flight is lost, and counted once', async () => {
    const store = await open();
    const first = await store.recover(10);
    expect(first).toMatchObject({ seeds: [], known: [] });
    await write(store, 1, {
      fates: [{ migration: 'm', fate: 'compared', count: 7 }],
      endpoints: [{ migration: 'm', endpoint: 'GET /a', identical: 7, differing: 0 }],
      findings: [findingRow()],
      seeds: [{ migration: 'm', seed: 's1', highest: 10, inFlight: 3 }],
    });
    await write(store, 2, {
      seeds: [{ migration: 'm', seed: 's2', highest: 4, inFlight: 0 }],
      fates: [{ migration: 'm', fate: 'compared', count: 4 }],
    });
    const expected = {
      secret: first.secret,
      seeds: [
        { migration: 'm', seed: 's1', highest: 10 },
        { migration: 'm', seed: 's2', highest: 4 },
      ],
      known: [{ migration: 'm', endpoints: ['GET /a'], findings: ['finding-1'] }],
    };
    expect(await store.recover(10)).toEqual(expected);
    expect(await store.recover(10)).toEqual(expected);
    expect((await store.recover(1)).seeds).toEqual([{ migration: 'm', seed: 's2', highest: 4 }]);
    expect(await store.tally('m')).toMatchObject({
      fates: { compared: 11, 'lost-comparator': 3 },
      captured: 14,
      inFlight: 0,
    });
  });
}
