import { expect, test } from 'vitest';
import {
  SupersededError,
  type EvidenceReader,
  type EvidenceStore,
  type RenderedFindings,
} from '../../../comparator/findings/evidence-store.ts';
import type { EvidenceBatch } from '../../../comparator/findings/evidence.ts';
import type { GeneratedRow } from '../../../comparator/generated/generated-memory.ts';
import type { FindingRow } from '../../../comparator/findings/growing-finding.ts';
import { envoyAccount, envoyTotals, seedMark } from '../../makers/envoy-report.ts';

const empty: EvidenceBatch = {
  fates: [],
  endpoints: [],
  findings: [],
  overflow: [],
  seeds: [],
  envoys: [],
  generated: [],
};

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

function withoutLot({ seenAt, pairingId, request, primary, shadow }: ReturnType<typeof exemplar>): object {
  return { seenAt: seenAt.toISOString(), pairingId, request, primary, shadow };
}

/** A finding as it is rendered: times are texts. */
interface ReadFinding {
  readonly id: string;
  readonly keys: number;
}

function findingsIn({ json, count }: RenderedFindings): readonly ReadFinding[] {
  const findings = JSON.parse(json) as ReadFinding[];
  expect(findings).toHaveLength(count);
  return findings;
}

function idsIn(rendered: RenderedFindings): string[] {
  return findingsIn(rendered).map(({ id }) => id);
}

async function findingIn(store: EvidenceReader, id: string): Promise<ReadFinding | undefined> {
  const json = await store.finding('m', id);
  return json === undefined ? undefined : (JSON.parse(json) as ReadFinding);
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
      envoy: envoyTotals(),
    };
    const none = { json: '[]', count: 0, continueAfter: undefined };
    expect(await store.everything('m')).toEqual({ tally, findings: none });
    expect(await store.findings('m', { limit: 1 })).toEqual(none);
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
      seeds: [seedMark({ migration: 'm', seed: 's1', highest: 8, inFlight: 2 })],
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
        seedMark({ migration: 'm', seed: 's1', highest: 10, inFlight: 0 }),
        seedMark({ migration: 'm', seed: 's2', highest: 3, inFlight: 1 }),
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
      envoy: envoyTotals(),
    });
  });

  test('adds up what the runs of Envoys have counted, each as it last told, and holds it against the seeds', async () => {
    const store = await open();
    const first = envoyAccount({ migration: 'm', mirrored: 5, unsent: 1, written: 12, growth: 4 });
    await write(store, 1, {
      envoys: [{ ...first, busiest: 9 }, envoyAccount({ migration: 'other', mirrored: 99 })],
      seeds: [
        seedMark({ migration: 'm', seed: 's1', highest: 10, issued: 7, unissued: 1 }),
        seedMark({ migration: 'm', seed: 's2', highest: 3, issued: 5 }),
        seedMark({ migration: 'm', seed: 's3', highest: 2, unreported: 2 }),
      ],
    });
    // The same run again, and a second one of the same node: the first is over, and it was at work.
    await write(store, 2, { envoys: [{ ...first, mirrored: 8, dropped: 2, busiest: 3 }] });
    await write(store, 3, { envoys: [{ ...first, started: '2', mirrored: 1, written: 2, growth: 1 }] });
    const { envoy } = await store.tally('m');
    expect(envoy).toEqual({
      issued: 12,
      outstanding: 2,
      unconfirmed: 3,
      unissued: 1,
      unreported: 2,
      mirrored: 9,
      unsent: 2,
      scriptErrors: 0,
      written: 14,
      dropped: 2,
      growth: 5,
      lastHeard: expect.any(Date) as Date,
      ended: { envoys: 1, atMost: 9 },
    });
  });

  test('refuses what a comparator writes that another has taken over from', async () => {
    const store = await open();
    await store.recover(10, 'one');
    const batch = { fates: [{ migration: 'm', fate: 'compared', count: 5 }] } as const;
    expect(await write(store, 1, batch)).toBe(true);
    await store.recover(10, 'two');
    await expect(write(store, 2, batch)).rejects.toThrow(SupersededError);
    expect(await store.write({ writer: 'two', number: 1, batch: { ...empty, ...batch } })).toBe(true);
    expect((await store.tally('m')).fates).toEqual({ compared: 10 });
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
    expect(await findingIn(store, 'finding-1')).toEqual({
      id: 'finding-1',
      endpoint: 'GET /orders/{id}',
      path: '$.name',
      class: 'truncation',
      count: 10,
      keys: 2,
      firstSeen: seenAt(2).toISOString(),
      lastSeen: seenAt(9).toISOString(),
      exemplars: [1, 2, 4, 5, 6].map((number) => withoutLot(exemplar(number))),
    });
    expect(findingsIn((await store.everything('m')).findings)).toMatchObject([
      { count: 10, keys: 2, exemplars: [withoutLot(exemplar(1))] },
    ]);
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
    expect((await findingIn(store, 'finding-1'))?.keys).toBe(64);
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
    for (;;) {
      ids.push(...idsIn(page));
      const after = page.continueAfter;
      if (after === undefined) break;
      page = await store.findings('m', { limit: 2, after });
    }
    expect(ids).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect((await store.findings('m', { limit: 5 })).continueAfter).toBeUndefined();
    const values = await store.findings('m', { limit: 9, endpoint: 'GET /b', class: 'value' });
    expect(idsIn(values)).toEqual(['d']);
    const { findings } = await store.everything('m');
    expect([idsIn(findings), findings.count]).toEqual([ids, 5]);
  });

  test('lists all findings with the most frequent first', async () => {
    const store = await open();
    const rows = ['a', 'b', 'c'].map((id, index) =>
      findingRow({ id, path: `$.${id}`, count: [2, 9, 2][index] ?? 0 }),
    );
    await write(store, 1, { findings: rows });
    expect(idsIn((await store.everything('m')).findings)).toEqual(['b', 'a', 'c']);
  });

  test('hands over what was learned of generated values: the last data cycle, in the order in which it was learned', async () => {
    const store = await open();
    await store.recover(10, 'one');
    const row = (primary: number, shadow: number | null, dataCycle = 1): GeneratedRow => ({
      migration: 'm',
      side: 'shadow',
      dataCycle,
      primary,
      shadow,
      strength: 3,
    });
    const other: GeneratedRow = { ...row(1, 77), side: 'control', strength: 1 };
    let number = 0;
    const write = (...generated: readonly GeneratedRow[]) =>
      store.write({ writer: 'one', number: (number += 1), batch: { ...empty, generated } });
    await write(row(1, 101), row(2, 102), row(281_474_976_710_655, 103), other);
    await write(row(2, null), row(3, 102));
    await write({ ...row(1, 104), strength: 2 });
    expect((await store.recover(10, 'one')).generated).toEqual([
      row(281_474_976_710_655, 103),
      other,
      row(3, 102),
      { ...row(1, 104), strength: 2 },
    ]);
    await write(row(9, 109, 2));
    expect((await store.recover(10, 'one')).generated).toEqual([other, row(9, 109, 2)]);
  });

  test('hands over to the next comparator: what was in flight is lost, and counted once', async () => {
    const store = await open();
    const first = await store.recover(10, 'one');
    expect(first).toMatchObject({ seeds: [], known: [] });
    await write(store, 1, {
      fates: [{ migration: 'm', fate: 'compared', count: 7 }],
      endpoints: [{ migration: 'm', endpoint: 'GET /a', identical: 7, differing: 0 }],
      findings: [findingRow()],
      seeds: [seedMark({ migration: 'm', seed: 's1', highest: 10, inFlight: 3, issued: 12 })],
    });
    await write(store, 2, {
      seeds: [seedMark({ migration: 'm', seed: 's2', highest: 4, inFlight: 0 })],
      fates: [{ migration: 'm', fate: 'compared', count: 4 }],
    });
    const expected = {
      secret: first.secret,
      seeds: [
        { migration: 'm', seed: 's1', highest: 10, issued: 12 },
        { migration: 'm', seed: 's2', highest: 4, issued: 0 },
      ],
      known: [{ migration: 'm', endpoints: ['GET /a'], findings: ['finding-1'] }],
      generated: [],
    };
    expect(await store.recover(10, 'one')).toEqual(expected);
    expect(await store.recover(10, 'one')).toEqual(expected);
    expect((await store.recover(1, 'one')).seeds).toEqual([
      { migration: 'm', seed: 's2', highest: 4, issued: 0 },
    ]);
    expect(await store.tally('m')).toMatchObject({
      fates: { compared: 11, 'lost-comparator': 3 },
      captured: 14,
      inFlight: 0,
    });
  });
}
