import { describe, expect, it } from 'vitest';
import { decidePut, unconditionally } from '../../../control-plane/migration/decide-change.ts';
import { InMemoryMigrationStore } from '../../../control-plane/migration/in-memory-migration-store.ts';
import { Presence } from '../../../control-plane/steering/presence.ts';
import { migration } from '../../makers/migration.ts';

const author = { who: 'control plane', correlationId: 'c-1', action: 'findAbsence' };
const at = (second: number) => new Date(second * 1_000);

/** A store with one migration, and control planes that come and go; Envoys mirror for 60 s by themselves. */
async function open() {
  let second = 0;
  const now = () => at(second);
  const store = new InMemoryMigrationStore(now);
  await store.change(author, (stored, decidedAt) =>
    decidePut(stored, migration(), { precondition: unconditionally, now: decidedAt }),
  );
  const absences: unknown[] = [];
  const start = () =>
    new Presence({
      store,
      mirrorTtlSeconds: 60,
      now,
      author,
      onAbsence: (absence) => absences.push(absence),
    });
  const pass = (seconds: number) => {
    second += seconds;
  };
  const gaps = async () => (await store.list()).flatMap(({ cycle }) => cycle.gaps);
  return { store, start, pass, gaps, absences };
}

describe('a control plane', () => {
  it('that never was there before finds no absence', async () => {
    const { start, gaps } = await open();
    await start().beat();
    expect(await gaps()).toEqual([]);
  });

  it('that was away for as long as Envoys go on by themselves opens a gap', async () => {
    const { start, pass, gaps, absences, store } = await open();
    await start().beat();
    pass(61);
    await start().beat();
    expect(await gaps()).toEqual([{ reason: 'control-plane-away', from: at(0), to: at(61) }]);
    expect(absences).toEqual([{ from: at(0), to: at(61) }]);
    expect(await store.audit('orders-v2', 1)).toMatchObject([
      { action: 'findAbsence', who: 'control plane' },
    ]);
  });

  it('that restarts in time opens none', async () => {
    const { start, pass, gaps } = await open();
    await start().beat();
    pass(40);
    await start().beat();
    expect(await gaps()).toEqual([]);
  });

  it('opens none beside another one that is there', async () => {
    const { start, pass, gaps } = await open();
    const other = start();
    for (let second = 0; second < 120; second += 1) {
      await other.beat();
      pass(1);
    }
    await start().beat();
    expect(await gaps()).toEqual([]);
  });

  it('that was stopped, and goes on as if nothing had been, opens one', async () => {
    const { start, pass, gaps } = await open();
    const presence = start();
    await presence.beat();
    pass(61);
    presence.stillHere();
    await presence.beat();
    expect(await gaps()).toEqual([{ reason: 'control-plane-away', from: at(0), to: at(61) }]);
  });

  it('that was there while the store was away opens none', async () => {
    const { start, pass, gaps, store } = await open();
    const presence = start();
    await presence.beat();
    store.setReachable(false);
    for (let second = 0; second < 200; second += 1) {
      pass(1);
      presence.stillHere();
      await expect(
        second % 20 === 19 ? presence.beat() : Promise.reject(new Error('not asked')),
      ).rejects.toThrow();
    }
    store.setReachable(true);
    await presence.beat();
    expect(await gaps()).toEqual([]);
  });

  it('that fails before it could say so finds the same absence again, once', async () => {
    const { start, pass, gaps, store } = await open();
    await start().beat();
    pass(100);
    const failing = start();
    store.beat = () => Promise.reject(new Error('killed'));
    await expect(failing.beat()).rejects.toThrow('killed');
    pass(3);
    await expect(start().beat()).rejects.toThrow('killed');
    expect(await gaps()).toHaveLength(1);
  });

  it('writes its sign at most six times in that time', async () => {
    const { start, pass, store } = await open();
    let written = 0;
    const beat = store.beat.bind(store);
    store.beat = () => {
      written += 1;
      return beat();
    };
    const presence = start();
    for (let second = 0; second < 60; second += 1) {
      await presence.beat();
      pass(1);
    }
    expect(written).toBe(6);
  });
});
