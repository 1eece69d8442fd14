import { describe, expect, test } from 'vitest';
import { Epochs, maxBuildsPerHour, type KnownEpochs } from '../../../comparator/epoch/epochs.ts';
import type { EpochRow } from '../../../comparator/findings/evidence-batch.ts';
import type { WatchedMigration } from '../../../comparator/watch/watched-migration.ts';
import { pair } from '../../makers/exchange.ts';
import { orders } from '../../makers/open-pipeline.ts';
import { aRule } from '../../makers/rule.ts';

const nothing: KnownEpochs = { bases: [], epochs: [] };
const named = { ...orders, build: 'x-build' };

function open(known = nothing) {
  const begun: EpochRow[] = [];
  const epochs = new Epochs({ known, onEpoch: (epoch) => begun.push(epoch) });
  /** Of a pair answered by these builds; none is a stack that says nothing. */
  const basisOf = (migration: WatchedMigration, primary?: string, shadow?: string, atMs = 1_000) => {
    const headers = (build?: string): Record<string, string> =>
      build === undefined ? {} : { 'x-build': build };
    return epochs.basisOf(
      pair(
        { startedAtUs: atMs * 1_000 },
        { primary: { headers: headers(primary) }, shadow: { headers: headers(shadow) } },
      ),
      migration,
    );
  };
  return { begun, basisOf };
}

describe('a basis', () => {
  test('is the same for the same, on every comparator', () => {
    expect(open().basisOf(named, '1', '2').id).toBe(open().basisOf(named, '1', '2').id);
  });

  test.each<[string, Partial<WatchedMigration>]>([
    ['configuration', { configuration: 'other' }],
    ['data cycle', { cycle: { number: 2, gaps: [] } }],
    ['tolerance', { rules: [aRule({ expect: { kind: 'unordered', key: 'sku' } })] }],
    ['rule for one status', { rules: [aRule({ when: { status: 200 } })] }],
    ['rule that ignores a status, so that the rest is compared', { rules: [aRule({ path: 'status' })] }],
  ])('is another one with another %s', (_, change) => {
    const { basisOf, begun } = open();
    expect(basisOf({ ...named, ...change }).id).not.toBe(basisOf(named).id);
    expect(begun.map(({ recomputed }) => recomputed)).toEqual(['anew', 'anew']);
  });

  test('stays under other rules that ignore, as a new epoch whose evidence is taken over exactly', () => {
    const { basisOf, begun } = open();
    const before = basisOf(named, '1', '2');
    const after = basisOf({ ...named, rules: [aRule({ path: '$.createdAt' })] }, '1', '2', 9_000);
    expect(after).toEqual(before);
    expect(begun).toMatchObject([
      { basis: before.id, recomputed: 'anew', startedAt: new Date(1_000) },
      { basis: before.id, recomputed: 'exact', startedAt: new Date(9_000) },
    ]);
    expect(begun[1]?.id).not.toBe(begun[0]?.id);
  });

  test('changes when a rule that acted in comparing expires', () => {
    const { basisOf } = open();
    const expires = new Date(5_000);
    const rules = [aRule({ expect: { kind: 'unordered', key: undefined }, expires })];
    const [during, after] = [4_999, 5_000].map((atMs) => basisOf({ ...orders, rules }, '1', '1', atMs));
    expect(after?.id).not.toBe(during?.id);
    expect(after?.id).toBe(open().basisOf(orders).id);
  });
});

describe('builds', () => {
  test('are those that the answers name; who says nothing is what it said last', () => {
    const { basisOf, begun } = open();
    expect(basisOf(named).builds).toEqual({ primary: null, shadow: null });
    const first = basisOf(named, '1', '2');
    expect(first.builds).toEqual({ primary: '1', shadow: '2' });
    expect(basisOf(named, '1', undefined)).toBe(first);
    expect(basisOf(named, '1', '3').builds).toEqual({ primary: '1', shadow: '3' });
    expect(begun).toHaveLength(3);
  });

  test('of before a restart are remembered, and so are epochs', () => {
    const { basisOf, begun } = open();
    const before = basisOf(named, '1', '2');
    const migration = named.name;
    const next = open({
      bases: [{ migration, basis: before }],
      epochs: begun.map(({ id }) => ({ migration, id })),
    });
    expect(next.basisOf(named)).toEqual(before);
    expect(next.begun).toEqual([]);
  });

  test('are not looked at where no header is declared', () => {
    expect(open().basisOf(orders, '1', '2').builds).toEqual({ primary: null, shadow: null });
  });

  test('that are another one with each answer are none, until an hour has passed', () => {
    const { basisOf, begun } = open();
    for (let number = 0; number < 100; number += 1) basisOf(named, '1', `request-${number}`);
    expect(begun).toHaveLength(maxBuildsPerHour + 1);
    expect(basisOf(named, '1', 'request-100').builds).toEqual({ primary: null, shadow: null });
    const later = basisOf(named, '1', 'request-101', 3_700_000);
    expect(later.builds).toEqual({ primary: '1', shadow: 'request-101' });
  });

  test('with a name longer than a build has are none', () => {
    const name = 'x'.repeat(129);
    expect(open().basisOf(named, name, name).builds).toEqual({ primary: null, shadow: null });
  });
});
