import { expect, it } from 'vitest';
import {
  decideCycle,
  decideHalted,
  decidePut,
  decideRemove,
  unconditionally,
} from '../../../control-plane/migration/decide-change.ts';
import type { Author, Decision, MigrationStore } from '../../../control-plane/migration/migration-store.ts';
import type { Migration } from '../../../control-plane/migration/migration.ts';
import { migration } from '../../makers/migration.ts';

const author: Author = { who: '127.0.0.1', correlationId: 'c-1', action: 'putMigration' };

/** What every store of migrations keeps to. `open` gives an empty one. */
export function keepsTheStoreContract(open: () => Promise<MigrationStore>): void {
  const put = (store: MigrationStore, wanted: Migration) =>
    store.change(author, (stored, now) => decidePut(stored, wanted, { precondition: unconditionally, now }));

  it('lists what was saved, by name', async () => {
    const store = await open();
    await put(store, migration({ name: 'b', listener: { port: 2 } }));
    await put(store, migration({ name: 'a-1', listener: { port: 1 } }));
    await put(
      store,
      migration({ name: 'a', listener: { port: 3 }, mirror: { credentials: { replace: { a: '"b"' } } } }),
    );
    const listed = await store.list();
    expect(listed.map((stored) => stored.migration.name)).toEqual(['a', 'a-1', 'b']);
    expect(listed[0]?.migration).toEqual(
      migration({ name: 'a', listener: { port: 3 }, mirror: { credentials: { replace: { a: '"b"' } } } }),
    );
  });

  it('changes no revision for what is there already', async () => {
    const store = await open();
    await put(store, migration());
    const before = await store.list();
    expect(await put(store, migration())).toMatchObject({ kind: 'done', changed: false });
    expect(await store.list()).toEqual(before);
    expect(await store.audit('orders-v2', 10)).toHaveLength(1);
  });

  it('never gives a revision twice, not even to a migration that was removed and created again', async () => {
    const store = await open();
    await put(store, migration());
    const [first] = await store.list();
    await store.change(author, (stored) => decideRemove(stored, 'orders-v2', unconditionally));
    expect(await store.list()).toEqual([]);
    await put(store, migration());
    const [again] = await store.list();
    expect(again?.revision).toBeGreaterThan(first?.revision ?? Infinity);
  });

  it('leaves everything as it was when the decision is a refusal, or throws', async () => {
    const store = await open();
    await put(store, migration());
    const before = await store.list();
    const refusal: Decision = { kind: 'refuse', refusal: { kind: 'not-found', name: 'x' } };
    expect(await store.change(author, () => refusal)).toEqual({ kind: 'refused', refusal: refusal.refusal });
    const broken = new TypeError('a broken decision');
    await expect(
      store.change(author, () => {
        throw broken;
      }),
    ).rejects.toBe(broken);
    expect(await store.list()).toEqual(before);
  });

  it('lets of two writers each decide on what the other left', async () => {
    const store = await open();
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, (_, index) => put(store, migration({ name: `m${index}` }))),
    );
    // All want the same listener: one gets it.
    expect(outcomes.filter(({ kind }) => kind === 'done')).toHaveLength(1);
    expect(await store.list()).toHaveLength(1);
  });

  it('keeps a halt through a replacement', async () => {
    const store = await open();
    await put(store, migration());
    await store.change(author, (stored, now) => decideHalted(stored, 'orders-v2', true, now));
    await put(store, migration({ mirror: { percent: 7 } }));
    expect(await store.list()).toMatchObject([{ halted: true, migration: { mirror: { basisPoints: 700 } } }]);
  });

  it('remembers who did what, newest first, without secrets', async () => {
    const store = await open();
    await put(store, migration({ mirror: { credentials: { replace: { authorization: 'hunter2' } } } }));
    await store.change({ ...author, action: 'haltMirror' }, (stored, now) =>
      decideHalted(stored, 'orders-v2', true, now),
    );
    const audit = await store.audit('orders-v2', 10);
    expect(audit).toMatchObject([
      { action: 'haltMirror', who: '127.0.0.1', before: { halted: false }, after: { halted: true } },
      { action: 'putMigration', before: undefined, after: { name: 'orders-v2' } },
    ]);
    expect(JSON.stringify(audit)).not.toContain('hunter2');
    expect(await store.audit('orders-v2', 1)).toHaveLength(1);
  });

  it('keeps the data cycle, and counts on when a migration is removed and created again', async () => {
    const store = await open();
    await put(store, migration());
    await store.change(author, (stored, now) => decideHalted(stored, 'orders-v2', true, now));
    const [halted] = await store.list();
    expect(halted?.cycle).toMatchObject({ number: 1, gaps: [{ reason: 'halted', to: null }] });
    await store.change(author, (stored, now) =>
      decideCycle(stored, 'orders-v2', { precondition: unconditionally, now }),
    );
    expect(await store.list()).toMatchObject([{ cycle: { number: 2, gaps: [{ reason: 'halted' }] } }]);
    await store.change(author, (stored) => decideRemove(stored, 'orders-v2', unconditionally));
    await put(store, migration());
    expect(await store.list()).toMatchObject([{ cycle: { number: 3, gaps: [] } }]);
    expect(await store.audit('orders-v2', 1)).toMatchObject([{ after: { cycle: { number: 3 } } }]);
  });

  it('keeps the latest sign that a control plane is there', async () => {
    const store = await open();
    expect(await store.heartbeat()).toMatchObject({ last: undefined });
    await store.beat();
    await store.beat();
    const { last, now } = await store.heartbeat();
    expect(now.getTime() - (last?.getTime() ?? NaN)).toBeGreaterThanOrEqual(0);
    expect(now.getTime() - (last?.getTime() ?? NaN)).toBeLessThan(60_000);
  });
}
