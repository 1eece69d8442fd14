import { describe, expect, it } from 'vitest';
import { decideMirror, decidePut, unconditionally } from '../../../control-plane/migration/decide-change.ts';
import { InMemoryMigrationStore } from '../../../control-plane/migration/in-memory-migration-store.ts';
import { StoreUnreachableError } from '../../../control-plane/migration/migration-store.ts';
import type { StoredMigration } from '../../../control-plane/migration/migration.ts';
import { StateUnknownError, Steering } from '../../../control-plane/steering/steering.ts';
import { migration } from '../../makers/migration.ts';

const author = { who: 'test', correlationId: 'c', action: 'test' };

function steeringOn(store: InMemoryMigrationStore) {
  const published: (readonly StoredMigration[])[] = [];
  const storeErrors: (Error | undefined)[] = [];
  const steering = new Steering({
    now: () => new Date(0),
    store,
    publish: (migrations) => published.push(migrations),
    whyNotServable: (migrations) =>
      migrations.some((stored) => stored.migration.mirror.timeoutMs === 13) ? 'unlucky' : undefined,
    onStoreChange: (error) => storeErrors.push(error),
  });
  return { steering, published, storeErrors };
}

async function withMigration() {
  const store = new InMemoryMigrationStore(() => new Date(0));
  const parts = steeringOn(store);
  await parts.steering.refresh();
  await parts.steering.change(author, (stored, now) =>
    decidePut(stored, migration(), { precondition: unconditionally, now }),
  );
  return { store, ...parts };
}

describe('before the store was read', () => {
  it('nothing is published, and nothing can be asked or changed', async () => {
    const store = new InMemoryMigrationStore(() => new Date(0));
    store.setReachable(false);
    const { steering, published, storeErrors } = steeringOn(store);
    expect(await steering.refresh()).toBe(false);
    expect(await steering.refresh()).toBe(false);
    expect(() => steering.migrations()).toThrow(StateUnknownError);
    await expect(steering.halt('orders-v2', author)).rejects.toThrow(StateUnknownError);
    expect(published).toEqual([]);
    expect(storeErrors).toHaveLength(1);
    expect(steering.storeReachable).toBe(false);
  });
});

describe('a change', () => {
  it('is published when it is stored', async () => {
    const { published } = await withMigration();
    expect(published.at(-1)).toMatchObject([{ halted: false, migration: { name: 'orders-v2' } }]);
  });

  it('of what cannot be rendered is refused, and not stored', async () => {
    const { steering, store } = await withMigration();
    const before = await store.list();
    const outcome = await steering.change(author, (stored, now) =>
      decidePut(stored, migration({ mirror: { timeoutMs: 13 } }), { precondition: unconditionally, now }),
    );
    expect(outcome).toMatchObject({ kind: 'refused', refusal: { kind: 'invalid' } });
    expect(await store.list()).toEqual(before);
  });

  it('fails while the store is away, and changes nothing', async () => {
    const { steering, store, published } = await withMigration();
    const publishedBefore = published.length;
    store.setReachable(false);
    const change = () =>
      steering.change(author, (stored, now) =>
        decideMirror(stored, 'orders-v2', { percent: 9 }, { precondition: unconditionally, now }),
      );
    await expect(change()).rejects.toThrow(StoreUnreachableError);
    await expect(change()).rejects.toThrow(StoreUnreachableError);
    await expect(steering.resume('orders-v2', author)).rejects.toThrow(StoreUnreachableError);
    expect(published).toHaveLength(publishedBefore);
    expect(steering.storeReachable).toBe(false);
  });

  it('made by another replica is published at the next refresh', async () => {
    const { steering, store, published } = await withMigration();
    await store.change(author, (stored, now) =>
      decideMirror(stored, 'orders-v2', { percent: 9 }, { precondition: unconditionally, now }),
    );
    await steering.refresh();
    expect(published.at(-1)).toMatchObject([{ migration: { mirror: { basisPoints: 900 } } }]);
  });
});

describe('a halt', () => {
  it('is published before it is stored', async () => {
    const { steering, store, published } = await withMigration();
    const halting = steering.halt('orders-v2', author);
    expect(published.at(-1)).toMatchObject([{ halted: true }]);
    expect(await halting).toEqual({ stored: true });
    expect(await store.list()).toMatchObject([{ halted: true }]);
  });

  it('works with the store away, and is stored when it is back', async () => {
    const { steering, store, published } = await withMigration();
    store.setReachable(false);
    expect(await steering.halt('orders-v2', author)).toEqual({ stored: false });
    expect(published.at(-1)).toMatchObject([{ halted: true }]);
    expect(await steering.refresh()).toBe(false);
    expect(steering.migrations()).toMatchObject([{ halted: true }]);
    expect(steering.hasUnstoredHalt('orders-v2')).toBe(true);

    store.setReachable(true);
    expect(await steering.refresh()).toBe(true);
    expect(await store.list()).toMatchObject([{ halted: true }]);
    expect(steering.hasUnstoredHalt('orders-v2')).toBe(false);
    await steering.refresh();
    expect(published.at(-1)).toMatchObject([{ halted: true }]);
  });

  it('repeated changes nothing more', async () => {
    const { steering, store } = await withMigration();
    await steering.halt('orders-v2', author);
    const before = await store.list();
    expect(await steering.halt('orders-v2', author)).toEqual({ stored: true });
    expect(await store.list()).toEqual(before);
  });

  it('of a migration nobody has is refused', async () => {
    const { steering } = await withMigration();
    expect(await steering.halt('other', author)).toEqual({ kind: 'not-found', name: 'other' });
  });

  it('ends with resume, which also drops a halt that was not stored yet', async () => {
    const { steering, store, published } = await withMigration();
    store.setReachable(false);
    await steering.halt('orders-v2', author);
    store.setReachable(true);
    await steering.refresh();
    await steering.resume('orders-v2', author);
    expect(published.at(-1)).toMatchObject([{ halted: false }]);
    await steering.refresh();
    expect(await store.list()).toMatchObject([{ halted: false }]);
  });
});
