import { expect, test } from 'vitest';
import type { EvidenceBatch } from '../../../comparator/findings/evidence-batch.ts';
import type { EvidenceReader, EvidenceStore } from '../../../comparator/findings/evidence-store.ts';
import { maxSetAside } from '../../../comparator/ledger/set-aside-counts.ts';
import { anyScope, type StoredTaint, type TaintChanges } from '../../../comparator/taint/stored-taints.ts';
import { emptyBatch } from '../../makers/stored-evidence.ts';

/** What every store must do with taints, and with why requests were set aside. `open` gives one that is empty. */
export function testSetAsideStore(open: () => Promise<EvidenceStore & EvidenceReader>): void {
  const write = (store: EvidenceStore, number: number, batch: Partial<EvidenceBatch>): Promise<boolean> =>
    store.write({ writer: 'one', number, batch: { ...emptyBatch, ...batch } });

  const taint = (scope: number, untilUs: number): StoredTaint => ({
    scope,
    sinceUs: 1_800_000_000_000_000,
    untilUs,
    root: '0123456789abcdef-1',
    cause: 'order',
  });
  const shadow = { migration: 'm', side: 'shadow', dataCycle: 1 } as const;
  const changes = (given: Partial<TaintChanges>): { readonly taints: TaintChanges[] } => ({
    taints: [{ ...shadow, anew: false, taints: [], gone: [], ...given }],
  });
  const recoveredTaints = async (store: EvidenceStore) => (await store.recover(10, 'one')).taints;

  test('keeps which data have drifted for the next comparator, the last that was tainted last', async () => {
    const store = await open();
    const largest = taint(2 ** 48 - 1, 1_800_000_000_000_100);
    await write(store, 1, changes({ taints: [taint(7, 1_800_000_000_000_050.5), largest] }));
    expect(await recoveredTaints(store)).toEqual([
      { ...shadow, taints: [taint(7, 1_800_000_000_000_050.5), largest] },
    ]);

    const again = taint(7, 1_800_000_000_000_200);
    const others = taint(anyScope, 1_800_000_000_000_300);
    await write(store, 2, changes({ taints: [again, others], gone: [largest.scope] }));
    expect(await recoveredTaints(store)).toEqual([{ ...shadow, taints: [again, others] }]);
  });

  test('forgets what has drifted where the shadow was filled anew', async () => {
    const store = await open();
    await write(store, 1, changes({ taints: [taint(7, 1_800_000_000_000_100)] }));
    await write(store, 2, {
      taints: [
        { ...shadow, migration: 'other', anew: false, taints: [taint(7, 1)], gone: [] },
        ...changes({ dataCycle: 2, anew: true, taints: [taint(8, 1_800_000_000_000_200)] }).taints,
      ],
    });
    expect(await recoveredTaints(store)).toEqual([
      { ...shadow, dataCycle: 2, taints: [taint(8, 1_800_000_000_000_200)] },
      { ...shadow, migration: 'other', taints: [taint(7, 1)] },
    ]);
    await write(store, 3, changes({ dataCycle: 3, anew: true }));
    expect((await recoveredTaints(store)).map(({ migration }) => migration)).toEqual(['other']);
  });

  test('keeps those of a control apart from those of the shadow, scope by scope', async () => {
    const store = await open();
    const control = { ...shadow, side: 'control' } as const;
    const [early, late] = [taint(7, 1_800_000_000_000_100), taint(7, 1_800_000_000_000_200)];
    await write(store, 1, {
      taints: [
        ...changes({ taints: [early] }).taints,
        ...changes({ side: 'control', taints: [late, taint(8, 1_800_000_000_000_300)] }).taints,
      ],
    });
    expect(await recoveredTaints(store)).toEqual([
      { ...control, taints: [late, taint(8, 1_800_000_000_000_300)] },
      { ...shadow, taints: [early] },
    ]);
    await write(store, 2, {
      taints: [
        ...changes({ gone: [8] }).taints,
        ...changes({ side: 'control', gone: [8] }).taints,
        ...changes({ dataCycle: 2, anew: true, taints: [late] }).taints,
      ],
    });
    expect(await recoveredTaints(store)).toEqual([
      { ...control, taints: [late] },
      { ...shadow, dataCycle: 2, taints: [late] },
    ]);
    await write(store, 3, changes({ side: 'control', dataCycle: 2, anew: true }));
    expect(await recoveredTaints(store)).toEqual([{ ...shadow, dataCycle: 2, taints: [late] }]);
  });

  test('adds up why requests were set aside, and tells the most frequent first', async () => {
    const store = await open();
    const row = { migration: 'm', fate: 'tainted', cause: 'order', endpoint: 'GET /a', requests: 2 } as const;
    await write(store, 1, { setAside: [row, { ...row, endpoint: 'GET /b', requests: 3 }] });
    await write(store, 2, {
      setAside: [
        { ...row, requests: 4 },
        { ...row, cause: 'one-sided-write', requests: 1 },
        { ...row, migration: 'other' },
      ],
    });
    const { setAside } = await store.tally('m');
    expect(setAside).toEqual([
      { fate: 'tainted', cause: 'order', endpoint: 'GET /a', requests: 6 },
      { fate: 'tainted', cause: 'order', endpoint: 'GET /b', requests: 3 },
      { fate: 'tainted', cause: 'one-sided-write', endpoint: 'GET /a', requests: 1 },
    ]);
    const rare = Array.from({ length: maxSetAside }, (_, number) => ({
      ...row,
      endpoint: `GET /${number}`,
      requests: 5,
    }));
    await write(store, 3, { setAside: rare });
    expect((await store.tally('m')).setAside).toHaveLength(maxSetAside);
    expect((await store.tally('m')).setAside[0]).toEqual(setAside[0]);
  });
}
