import { expect, test } from 'vitest';
import {
  SupersededError,
  type EvidenceReader,
  type EvidenceStore,
  type RenderedFindings,
} from '../../../comparator/findings/evidence-store.ts';
import type { EvidenceBatch } from '../../../comparator/findings/evidence-batch.ts';
import type { GeneratedRow } from '../../../comparator/generated/generated-memory.ts';
import type { DrawnExemplar } from '../../../comparator/findings/sample.ts';
import { maxBases } from '../../../comparator/findings/evidence.ts';
import type { LatencyEvidence } from '../../../comparator/verdict/evidence-document.ts';
import { envoyAccount, envoyTotals, seedMark } from '../../makers/envoy-report.ts';
import {
  basis,
  basisOfBuild,
  basisRow,
  emptyBatch,
  endpointRow,
  epochRow,
  exemplar,
  findingRow,
  newestOf,
  patternRow,
  seenAt,
} from '../../makers/stored-evidence.ts';

const m = newestOf('m');

/** Whose rows are those that the makers make. */
const ofBasis = { bases: [basisRow()] };

function withoutLot({ seenAt, pairingId, request, primary, shadow }: DrawnExemplar): object {
  return { seenAt: seenAt.toISOString(), pairingId, request, primary, shadow };
}

function latency(bins: readonly (readonly [number, number])[], infinite = 0): LatencyEvidence {
  const none = { bins: [], zero: 0, infinite: 0 };
  return {
    primary: { bins, zero: 1, infinite },
    shadow: { bins: bins.map(([bin, count]) => [bin + 1, count]), zero: 0, infinite: 0 },
    blocks: { p50: none, p95: none, p99: { bins: [[-3, 1]], zero: 0, infinite: 0 } },
  };
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
  const json = await store.finding(m, id);
  return json === undefined ? undefined : (JSON.parse(json) as ReadFinding);
}

/** What every store of evidence must do. `open` gives one that is empty. */
export function testEvidenceStore(open: () => Promise<EvidenceStore & EvidenceReader>): void {
  const write = async (
    store: EvidenceStore,
    number: number,
    batch: Partial<EvidenceBatch>,
  ): Promise<boolean> => store.write({ writer: 'one', number, batch: { ...emptyBatch, ...batch } });

  test('knows nothing of a migration nobody has seen', async () => {
    const store = await open();
    const tally = { fates: {}, captured: 0, inFlight: 0, setAside: [], envoy: envoyTotals() };
    const none = { json: '[]', count: 0, continueAfter: undefined };
    expect(await store.everything(m)).toEqual({ tally, summary: undefined, findings: none });
    expect(await store.findings(m, { limit: 1 })).toEqual(none);
    expect(await store.finding(m, 'finding-1')).toBeUndefined();
    expect(await store.evidence(m)).toEqual({ tally, of: undefined });
  });

  test('adds counts up, and replaces marks', async () => {
    const store = await open();
    const of = { migration: 'm', basis: basis.id };
    const other = { migration: 'other', basis: basis.id };
    await write(store, 1, {
      ...ofBasis,
      fates: [
        { ...of, fate: 'compared', count: 5 },
        { ...of, basis: null, fate: 'primary-only', count: 1 },
      ],
      endpoints: [endpointRow({ endpoint: 'GET /b', identical: 4, differing: 1, controlled: 2 })],
      overflow: [{ ...of, findings: 1, endpoints: 2, patterns: 0 }],
      seeds: [seedMark({ migration: 'm', seed: 's1', highest: 8, inFlight: 2 })],
    });
    await write(store, 2, {
      bases: [basisRow(), basisRow({ migration: 'other' })],
      fates: [
        { ...of, fate: 'compared', count: 2 },
        { ...of, fate: 'primary-only', count: -1 },
        { ...of, fate: 'late', count: 1 },
        { ...other, fate: 'compared', count: 9 },
      ],
      endpoints: [
        endpointRow({ endpoint: 'GET /b', identical: 1, partial: 3, controlled: 1 }),
        endpointRow({ endpoint: 'GET /a', identical: 1 }),
        endpointRow({ ...other, endpoint: 'GET /a', identical: 7 }),
      ],
      overflow: [{ ...of, findings: 1, endpoints: 0, patterns: 4 }],
      seeds: [
        seedMark({ migration: 'm', seed: 's1', highest: 10, inFlight: 0 }),
        seedMark({ migration: 'm', seed: 's2', highest: 3, inFlight: 1 }),
      ],
    });
    const { tally, summary } = await store.everything(m);
    expect(tally).toEqual({
      fates: { compared: 7, 'primary-only': 0, late: 1 },
      captured: 13,
      inFlight: 1,
      setAside: [],
      envoy: envoyTotals(),
    });
    expect(summary?.endpoints).toEqual([
      { endpoint: 'GET /a', compared: 1, differing: 0, pairs: 1, controlled: 0 },
      { endpoint: 'GET /b', compared: 6, differing: 1, pairs: 9, controlled: 3 },
    ]);
    expect(summary?.overflow).toEqual({ findings: 2, endpoints: 2, patterns: 4 });
    expect((await store.evidence(m)).of?.fates).toEqual({ compared: 7, 'primary-only': -1, late: 1 });
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
    const batch = { fates: [{ migration: 'm', basis: null, fate: 'compared', count: 5 }] } as const;
    expect(await write(store, 1, batch)).toBe(true);
    await store.recover(10, 'two');
    await expect(write(store, 2, batch)).rejects.toThrow(SupersededError);
    expect(await store.write({ writer: 'two', number: 1, batch: { ...emptyBatch, ...batch } })).toBe(true);
    expect((await store.tally('m')).fates).toEqual({ compared: 10 });
  });

  test('counts a batch that is written again once', async () => {
    const store = await open();
    const batch = { fates: [{ migration: 'm', basis: null, fate: 'compared', count: 5 }] } as const;
    expect(await write(store, 1, batch)).toBe(true);
    expect(await write(store, 1, batch)).toBe(false);
    expect(await write(store, 2, batch)).toBe(true);
    expect(await write(store, 1, batch)).toBe(false);
    expect(await store.write({ writer: 'two', number: 1, batch: { ...emptyBatch, ...batch } })).toBe(true);
    expect((await store.tally('m')).fates).toEqual({ compared: 15 });
  });

  test('merges a finding: counts, times, distinct keys and the lowest lots', async () => {
    const store = await open();
    await write(store, 1, {
      ...ofBasis,
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
      ...ofBasis,
      findings: [
        findingRow({
          count: 4,
          controlCount: 3,
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
      controlCount: 3,
      keys: 2,
      firstSeen: seenAt(2).toISOString(),
      lastSeen: seenAt(9).toISOString(),
      exemplars: [1, 2, 4, 5, 6].map((number) => withoutLot(exemplar(number))),
    });
    expect(findingsIn((await store.everything(m)).findings)).toMatchObject([
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
      await write(store, number, { ...ofBasis, findings: [findingRow({ keyHashes: hashes(from) })] });
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
    await write(store, 1, { ...ofBasis, findings: rows });
    const ids: string[] = [];
    let page = await store.findings(m, { limit: 2 });
    for (;;) {
      ids.push(...idsIn(page));
      const after = page.continueAfter;
      if (after === undefined) break;
      page = await store.findings(m, { limit: 2, after });
    }
    expect(ids).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect((await store.findings(m, { limit: 5 })).continueAfter).toBeUndefined();
    const values = await store.findings(m, { limit: 9, endpoint: 'GET /b', class: 'value' });
    expect(idsIn(values)).toEqual(['d']);
    const { findings } = await store.everything(m);
    expect([idsIn(findings), findings.count]).toEqual([ids, 5]);
  });

  test('lists all findings with the most frequent first', async () => {
    const store = await open();
    const rows = ['a', 'b', 'c'].map((id, index) =>
      findingRow({ id, path: `$.${id}`, count: [2, 9, 2][index] ?? 0 }),
    );
    await write(store, 1, { ...ofBasis, findings: rows });
    expect(idsIn((await store.everything(m)).findings)).toEqual(['b', 'a', 'c']);
  });

  test('does not list what the control alone has shown', async () => {
    const store = await open();
    await write(store, 1, {
      ...ofBasis,
      findings: [findingRow({ count: 0, controlCount: 2, exemplars: [] })],
    });
    expect(idsIn(await store.findings(m, { limit: 9 }))).toEqual([]);
    const { findings, summary } = await store.everything(m);
    expect([findings.count, summary?.shownByControl]).toEqual([0, 1]);
    expect(await store.finding(m, 'finding-1')).toBeUndefined();
    expect((await store.evidence(m)).of?.findings).toMatchObject([{ count: 0, controlCount: 2, keys: 1 }]);
  });

  test('hides what rules hide, and pairs that showed nothing else did not differ', async () => {
    const store = await open();
    const ids = Array.from({ length: 30 }, (_, index) => `f${String(index).padStart(2, '0')}`);
    await write(store, 1, {
      ...ofBasis,
      endpoints: [endpointRow({ identical: 5, differing: 9, partial: 4 })],
      findings: ids.map((id) => findingRow({ id, path: `$.${id}` })),
      patterns: [
        patternRow({ id: 'p1', shadowOnly: ['f00'], pairs: 6, compared: 3 }),
        patternRow({ id: 'p2', shadowOnly: ['f00', 'f01'], compared: 2 }),
        patternRow({ id: 'p3', controlled: true, shadowOnly: [], both: ['f00'], compared: 1 }),
        patternRow({ id: 'p4', controlled: true, shadowOnly: [], controlOnly: ['f00'], compared: 8 }),
      ],
    });
    const evens = { ...m, hides: ({ path }: { path: string }) => Number(path.slice(3)) % 2 === 0 };
    const [shown, hidden] = [1, 0].map((rest) => ids.filter((_, index) => index % 2 === rest));
    const page = await store.findings(evens, { limit: 15 });
    expect(idsIn(page)).toEqual(shown);
    expect(page.continueAfter).toBeUndefined();
    expect(idsIn(await store.findings(evens, { limit: 99, hidden: true }))).toEqual(hidden);
    expect(idsIn(await store.findings(m, { limit: 99, hidden: true }))).toEqual([]);
    const { findings, summary } = await store.everything(evens);
    expect(idsIn(findings)).toEqual(shown);
    expect(summary?.endpoints).toMatchObject([{ compared: 14, differing: 9 - 3 - 1 }]);
    expect((await store.everything(m)).summary?.endpoints).toMatchObject([{ compared: 14, differing: 9 }]);
    expect((await findingIn(store, 'f00'))?.id).toBe('f00');
  });

  test('gives back evidence as it was written, added up', async () => {
    const store = await open();
    const of = { migration: 'm', basis: basis.id };
    const explained = {
      ...of,
      endpoint: 'GET /orders/{id}',
      path: '$.total',
      class: 'value',
      by: { kind: 'rule', rule: 'cents' },
      count: 2,
      lastSeen: seenAt(4),
    } as const;
    const whole: Partial<EvidenceBatch> = {
      ...ofBasis,
      epochs: [epochRow()],
      fates: [{ ...of, fate: 'compared', count: 3 }],
      endpoints: [
        endpointRow({
          identical: 1,
          differing: 1,
          partial: 1,
          controlled: 1,
          keyHashes: ['k2', 'k1'],
          fields: ['$.b', '$.a'],
          latency: latency([[7, 2]], 1),
        }),
        endpointRow({ endpoint: 'GET /nothing', identical: 0, fields: ['$.a'] }),
      ],
      findings: [findingRow()],
      patterns: [patternRow({ controlled: true, controlOnly: ['c'], both: ['a', 'b'], pairs: 2 })],
      explained: [explained, { ...explained, by: { kind: 'clock' }, count: 1 }],
      overflow: [{ ...of, findings: 1, endpoints: 2, patterns: 3 }],
    };
    await write(store, 1, whole);
    await write(store, 2, {
      ...whole,
      bases: [basisRow({ lastSeen: seenAt(9) })],
      epochs: [epochRow({ startedAt: seenAt(9), recomputed: 'exact' })],
      endpoints: [
        endpointRow({
          identical: 5,
          keyHashes: ['k3', 'k1'],
          fields: ['$.c'],
          latency: latency([
            [-2, 1],
            [7, 1],
            [12, 5],
          ]),
          lastSeen: seenAt(9),
        }),
      ],
    });
    const { exemplars, ...finding } = findingRow({ count: 2 });
    expect(await store.evidence(m)).toMatchObject({
      of: {
        basis,
        lastSeen: seenAt(9),
        epochs: [{ id: 'epoch-1', startedAt: seenAt(0), recomputed: 'anew' }],
        fates: { compared: 6 },
        overflow: { findings: 2, endpoints: 4, patterns: 6 },
        endpoints: [
          {
            endpoint: 'GET /orders/{id}',
            pairs: 8,
            controlled: 1,
            keyHashes: ['k1', 'k2', 'k3'],
            fields: ['$.a', '$.b', '$.c'],
            latency: {
              primary: {
                bins: [
                  [-2, 1],
                  [7, 3],
                  [12, 5],
                ],
                zero: 2,
                infinite: 1,
              },
              shadow: {
                bins: [
                  [-1, 1],
                  [8, 3],
                  [13, 5],
                ],
              },
              blocks: { p50: { bins: [], zero: 0, infinite: 0 }, p99: { bins: [[-3, 2]] } },
            },
            firstSeen: seenAt(1),
            lastSeen: seenAt(9),
          },
        ],
        findings: [
          {
            id: finding.id,
            endpoint: finding.endpoint,
            path: finding.path,
            class: finding.class,
            count: 2,
            controlCount: 0,
            keys: 1,
            exemplars: exemplars.map((one) => ({ ...withoutLot(one), seenAt: seenAt(1) })),
          },
        ],
        patterns: [
          {
            endpoint: 'GET /orders/{id}',
            controlled: true,
            shadowOnly: ['finding-1'],
            controlOnly: ['c'],
            both: ['a', 'b'],
            pairs: 4,
          },
        ],
        explained: [
          { path: '$.total', by: { kind: 'rule', rule: 'cents' }, count: 4, lastSeen: seenAt(4) },
          { path: '$.total', by: { kind: 'clock' }, count: 2 },
        ],
      },
    });
  });

  test('comes to the same whole in whatever order the batches of two writers are written', async () => {
    const batches = ['one', 'two'].flatMap((writer, of) =>
      [1, 2].map((number) => ({ writer, number, batch: mixedBatch(2 * of + number) })),
    );
    const orders = [
      [0, 1, 2, 3],
      [2, 3, 0, 1],
      [2, 0, 3, 1],
    ];
    const wholes = [];
    for (const order of orders) {
      const store = await open();
      for (const at of order) {
        const batch = batches[at];
        if (batch === undefined) continue;
        expect(await store.write(batch)).toBe(true);
        expect(await store.write(batch)).toBe(false);
      }
      wholes.push([await store.evidence(m), (await store.everything(m)).summary]);
    }
    expect(wholes[1]).toEqual(wholes[0]);
    expect(wholes[2]).toEqual(wholes[0]);
  });

  test('reads the newest basis of what is asked for, and the newest of all where nothing is', async () => {
    const store = await open();
    const [old, next] = [basisOfBuild('1'), basisOfBuild('2')];
    const other = { ...next, id: 'other', dataCycle: 2 };
    const at = (of: typeof old, minute: number): Partial<EvidenceBatch> => ({
      bases: [basisRow({ basis: of, lastSeen: seenAt(minute) })],
      findings: [findingRow({ basis: of.id, id: of.id, path: `$.of-${minute}` })],
    });
    await write(store, 1, at(next, 5));
    await write(store, 2, at(old, 3));
    await write(store, 3, at(other, 9));
    const { configuration } = basis;
    const view = (dataCycle: number) => ({ ...m, of: { configuration, dataCycle } });
    expect(idsIn(await store.findings(view(1), { limit: 9 }))).toEqual([next.id]);
    expect(idsIn(await store.findings(view(2), { limit: 9 }))).toEqual([other.id]);
    expect(idsIn(await store.findings(view(3), { limit: 9 }))).toEqual([]);
    expect((await store.evidence(view(3))).of).toBeUndefined();
    expect(idsIn((await store.everything(m)).findings)).toEqual([other.id]);
    expect(await store.finding(view(1), old.id)).toBeUndefined();
  });

  test('keeps the newest bases only, and the ledger of all', async () => {
    const store = await open();
    const bases = Array.from({ length: maxBases + 2 }, (_, build) => basisOfBuild(`${build}`));
    for (const [at, made] of bases.entries()) {
      const of = { migration: 'm', basis: made.id };
      await write(store, at + 1, {
        bases: [basisRow({ basis: made, lastSeen: seenAt(at) })],
        epochs: [epochRow({ ...of, id: `epoch-${at}` })],
        fates: [{ ...of, fate: 'compared', count: 1 }],
        endpoints: [endpointRow(of)],
        findings: [findingRow(of)],
        patterns: [patternRow(of)],
        overflow: [{ ...of, findings: 1, endpoints: 1, patterns: 1 }],
      });
    }
    const { known, epochs } = await store.recover(1, 'one');
    expect(known.map((one) => one.basis.id)).toEqual(bases.slice(2).map(({ id }) => id));
    expect(epochs).toHaveLength(maxBases);
    expect((await store.tally('m')).fates).toEqual({ compared: maxBases + 2 });
    expect((await store.evidence(m)).of?.fates).toEqual({ compared: 1 });
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
    const learn = (...generated: readonly GeneratedRow[]) =>
      store.write({ writer: 'one', number: (number += 1), batch: { ...emptyBatch, generated } });
    await learn(row(1, 101), row(2, 102), row(281_474_976_710_655, 103), other);
    await learn(row(2, null), row(3, 102));
    await learn({ ...row(1, 104), strength: 2 });
    expect((await store.recover(10, 'one')).generated).toEqual([
      row(281_474_976_710_655, 103),
      other,
      row(3, 102),
      { ...row(1, 104), strength: 2 },
    ]);
    await learn(row(9, 109, 2));
    expect((await store.recover(10, 'one')).generated).toEqual([other, row(9, 109, 2)]);
  });

  test('hands over to the next comparator: what was in flight is lost, and counted once', async () => {
    const store = await open();
    const first = await store.recover(10, 'one');
    expect(first).toMatchObject({ seeds: [], known: [], epochs: [] });
    const old = basisOfBuild('1');
    const of = { migration: 'm', basis: basis.id };
    const by = { kind: 'generated' } as const;
    const place = { endpoint: 'GET /a', path: '$.id', class: 'value' } as const;
    await write(store, 1, {
      bases: [basisRow({ lastSeen: seenAt(5) }), basisRow({ basis: old, lastSeen: seenAt(2) })],
      epochs: [epochRow()],
      fates: [{ ...of, fate: 'compared', count: 7 }],
      endpoints: [endpointRow({ endpoint: 'GET /a', identical: 7 })],
      findings: [findingRow()],
      patterns: [patternRow()],
      explained: [{ ...of, ...place, by, count: 1, lastSeen: seenAt(1) }],
      seeds: [seedMark({ migration: 'm', seed: 's1', highest: 10, inFlight: 3, issued: 12 })],
    });
    await write(store, 2, {
      seeds: [seedMark({ migration: 'm', seed: 's2', highest: 4, inFlight: 0 })],
      fates: [{ migration: 'm', basis: null, fate: 'compared', count: 4 }],
    });
    const expected = {
      secret: first.secret,
      seeds: [
        { migration: 'm', seed: 's1', highest: 10, issued: 12 },
        { migration: 'm', seed: 's2', highest: 4, issued: 0 },
      ],
      known: [
        { migration: 'm', basis: old, endpoints: [], findings: [], patterns: [], explained: [] },
        {
          migration: 'm',
          basis,
          endpoints: ['GET /a'],
          findings: ['finding-1'],
          patterns: ['pattern-1'],
          explained: [expect.objectContaining({ ...place, by }) as object],
        },
      ],
      epochs: [{ migration: 'm', id: 'epoch-1' }],
      generated: [],
      taints: [],
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
    expect((await store.evidence(m)).of?.fates).toEqual({ compared: 7, 'lost-comparator': 3 });
  });
}

/** A batch with something of everything that is added up. */
function mixedBatch(number: number): EvidenceBatch {
  const of = { migration: 'm', basis: basis.id };
  return {
    ...emptyBatch,
    bases: [basisRow({ lastSeen: seenAt(number) })],
    fates: [{ ...of, fate: 'compared', count: number }],
    endpoints: [
      endpointRow({
        identical: number,
        differing: 10 - number,
        keyHashes: [`k${number}`, `of-${number % 2}`],
        fields: [`$.f${number}`],
        latency: latency([[number % 3, number]]),
        firstSeen: seenAt(number),
        lastSeen: seenAt(20 - number),
      }),
    ],
    findings: [
      findingRow({
        count: number,
        keyHashes: [`k${number}`],
        exemplars: [exemplar(number), exemplar(8 - number)],
      }),
      findingRow({ id: `other-${number % 2}`, path: `$.p${number % 2}` }),
    ],
    patterns: [
      patternRow({ id: `p${number % 2}`, pairs: number }),
      patternRow({ id: 'p', compared: number }),
    ],
    explained: [
      {
        ...of,
        endpoint: 'GET /a',
        path: '$.id',
        class: 'value',
        by: { kind: 'mapping', step: number % 2 },
        count: number,
        lastSeen: seenAt(number),
      },
    ],
    overflow: [{ ...of, findings: number, endpoints: 0, patterns: 1 }],
  };
}
