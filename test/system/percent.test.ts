import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mirrored } from './rig/envoy-counters.ts';
import { eventually } from './rig/eventually.ts';
import { startRig, type MirrorRig } from './rig/stack.ts';
import { json } from './rig/upstream.ts';

const name = 'percent';
const keys = Array.from({ length: 4_000 }, (_, index) => `tenant-${index}`);

/** Bounds of a binomial count that a right implementation leaves in fewer than 1 of 100,000 runs. */
function binomialBounds(trials: number, share: number): { low: number; high: number } {
  const deviation = 4.5 * Math.sqrt(trials * share * (1 - share));
  return { low: trials * share - deviation, high: trials * share + deviation };
}

describe('the mirror percentage, on a real Envoy', () => {
  let rig: MirrorRig;

  beforeAll(async () => {
    const answer = (_request: unknown, _body: unknown, response: Parameters<typeof json>[0]) => {
      json(response, 200, { ok: true });
    };
    rig = await startRig({
      name,
      primary: answer,
      shadow: answer,
      mirror: { percent: 0, writes: 'none', key: { header: 'x-tenant-id' } },
    });
    await rig.untilConfirmed(0);
  });

  afterAll(async () => {
    await rig.stop();
  });

  async function sendEachKey(method = 'GET'): Promise<number> {
    const before = await mirrored(rig.stack.envoyAdminUrl, name);
    await rig.client.sendAll(
      keys.map((key) => ({ method, path: '/', headers: { 'x-tenant-id': key } })),
      16,
    );
    const after = await mirrored(rig.stack.envoyAdminUrl, name);
    await eventually('every copy to reach the shadow', () => sum(rig.shadow.seen) === after);
    return after - before;
  }

  it('mirrors nothing at 0 %, reads and writes', async () => {
    expect(await sendEachKey()).toBe(0);
    expect(await sendEachKey('POST')).toBe(0);
    expect(rig.shadow.seen.size).toBe(0);
  });

  it('mirrors 25 % of the keys, the same ones every time, and keeps them when it is raised', async () => {
    await rig.api.mirror(name, { percent: 25 });
    await rig.untilConfirmed(25);
    const bounds = binomialBounds(keys.length, 0.25);

    const first = await sendEachKey();
    expect(first).toBeGreaterThan(bounds.low);
    expect(first).toBeLessThan(bounds.high);
    const chosen = new Set(rig.shadow.seen.keys());
    expect(chosen.size).toBe(first);

    await sendEachKey();
    expect(new Set(rig.shadow.seen.keys())).toEqual(chosen);
    expect(new Set(rig.shadow.seen.values())).toEqual(new Set([2]));

    await rig.api.mirror(name, { percent: 60.5 });
    await rig.untilConfirmed(60.5);
    rig.shadow.seen.clear();
    const offset = await mirrored(rig.stack.envoyAdminUrl, name);
    await rig.client.sendAll(
      keys.map((key) => ({ path: '/', headers: { 'x-tenant-id': key } })),
      16,
    );
    await eventually(
      'every copy to reach the shadow',
      async () => sum(rig.shadow.seen) === (await mirrored(rig.stack.envoyAdminUrl, name)) - offset,
    );
    expect([...chosen].filter((key) => !rig.shadow.seen.has(key))).toEqual([]);
  });

  it('stops at once when halted and goes on when resumed', async () => {
    await rig.api.halt(name);
    await rig.untilConfirmed(60.5, true);
    const before = await mirrored(rig.stack.envoyAdminUrl, name);
    await rig.client.sendAll(
      keys.slice(0, 500).map((key) => ({ path: '/', headers: { 'x-tenant-id': key } })),
      16,
    );
    expect(await mirrored(rig.stack.envoyAdminUrl, name)).toBe(before);

    await rig.api.resume(name);
    await rig.untilConfirmed(60.5);
    await rig.client.sendAll(
      keys.slice(0, 500).map((key) => ({ path: '/', headers: { 'x-tenant-id': key } })),
      16,
    );
    expect(await mirrored(rig.stack.envoyAdminUrl, name)).toBeGreaterThan(before);
  });
});

function sum(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((total, count) => total + count, 0);
}
