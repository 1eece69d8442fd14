import { describe, expect, test } from 'vitest';
import { judge } from '../../comparator/verdict/judge.ts';
import type { Exchange } from '../../comparator/exchange/exchange.ts';
import { pair, type ExchangeParts } from '../makers/exchange.ts';
import { openPipeline, orders } from '../makers/open-pipeline.ts';
import { aRule } from '../makers/rule.ts';

const both = (
  given: ExchangeParts,
  sides: { primary?: ExchangeParts; shadow?: ExchangeParts } = {},
): Exchange[] => {
  const { primary, shadow } = pair(given, sides);
  return [primary, shadow];
};

/** A read whose shadow answers another name, and another time, as is its way. */
const differing = (number: number, given: ExchangeParts = {}): Exchange[] =>
  both(
    { number, key: `tenant-${number}`, ...given },
    {
      primary: { body: `{"name":"Ada Lovelace","at":${number}}` },
      shadow: { body: `{"name":"Ada","at":${number + 1}}` },
    },
  );

describe('evidence', () => {
  test('has every pair once: identical, or in a pattern; and as many as its fates say', async () => {
    const it = await openPipeline();
    for (let number = 1; number <= 5; number += 1) it.receive(...both({ number, key: 'tenant-1' }));
    for (let number = 6; number <= 8; number += 1) it.receive(...differing(number));
    it.receive(...both({ number: 9 }, { shadow: { status: 500 } }));
    it.receive(...both({ number: 10 }, { shadow: { status: 401 } }));
    it.pass(600);
    const { endpoints, patterns, findings, ledger } = await it.evidence();
    expect(endpoints).toMatchObject([{ endpoint: 'GET /orders/{id}', pairs: 9, controlled: 0 }]);
    expect(endpoints[0]?.keyHashes).toHaveLength(5);
    expect(endpoints[0]?.fields).toEqual(['$.at', '$.name', '$.total']);
    expect(patterns.map(({ shadowOnly, pairs }) => [shadowOnly.length, pairs]).sort()).toEqual([
      [1, 1],
      [2, 3],
    ]);
    expect(ledger.fates).toEqual({ compared: 8, 'shadow-error': 1, auth: 1 });
    const named = new Set(patterns.flatMap(({ shadowOnly }) => shadowOnly));
    expect(findings.filter(({ id }) => named.has(id)).map(({ path, count }) => [path, count])).toEqual([
      ['$.at', 3],
      ['$.name', 3],
      ['status', 1],
    ]);
    expect(judge(await it.evidence(), new Date(0)).confirmed.map(({ path }) => path)).toEqual([
      '$.at',
      '$.name',
    ]);
  });

  test('is read anew when a rule that ignores comes or goes, exactly and as another epoch', async () => {
    const it = await openPipeline();
    for (let number = 1; number <= 3; number += 1) it.receive(...differing(number));
    it.receive(
      ...both(
        { number: 4, key: 'tenant-4' },
        { primary: { body: '{"at":1}' }, shadow: { body: '{"at":2}' } },
      ),
    );
    it.pass(600);
    const before = await it.report();
    expect(before.pairs).toEqual({ compared: 4, identical: 0, differing: 4 });

    it.migrations.replace([{ ...orders, rules: [aRule({ path: '$.at' })] }]);
    const after = await it.report();
    expect(after.pairs).toEqual({ compared: 4, identical: 1, differing: 3 });
    expect(after.findings).toMatchObject([{ path: '$.name', count: 3 }]);
    expect(after.epoch).toMatchObject({ recomputed: 'exact' });
    expect(after.epoch.id).not.toBe(before.epoch.id);

    it.migrations.replace([orders]);
    expect(await it.report()).toEqual(before);
  });

  test('of pairs that differ only in what is ignored is there at once, and comes back without the rule', async () => {
    const it = await openPipeline([
      { ...orders, rules: [aRule({ path: '$.at' }), aRule({ id: 'b', path: '$.name' })] },
    ]);
    it.receive(...differing(1));
    expect(await it.fates()).toEqual({ compared: 1 });
    expect(await it.report()).toMatchObject({
      outcome: 'no-differences-found',
      pairs: { identical: 1, differing: 0 },
    });
    it.migrations.replace([orders]);
    expect(await it.report()).toMatchObject({
      outcome: 'differences-found',
      pairs: { identical: 0, differing: 1 },
    });
  });

  test('begins anew where what is compared changes, while the ledger goes on', async () => {
    const it = await openPipeline();
    it.receive(...differing(1));
    it.pass(600);
    it.migrations.replace([{ ...orders, configuration: 'configuration-2' }]);
    const empty = await it.report();
    expect(empty).toMatchObject({ outcome: 'no-evidence', epoch: { recomputed: 'anew' } });
    expect(empty.ledger).toMatchObject({ captured: 1, balanced: true });
    it.receive(...both({ number: 2 }));
    expect(await it.report()).toMatchObject({
      outcome: 'no-differences-found',
      pairs: { compared: 1 },
      ledger: { captured: 2, fates: { compared: 2 } },
    });
    expect((await it.evidence()).ledger.fates).toEqual({ compared: 1 });
  });

  test('of a pair that waits for its order counts where it was compared', async () => {
    const build = { ...orders, build: 'x-build' };
    const it = await openPipeline([build]);
    const ofBuild = (number: number, name: string, parts: Exchange[]): Exchange[] =>
      parts.map((half) => ({
        ...half,
        startedAtUs: half.startedAtUs + 1_000 * number,
        response: { ...half.response, headers: { ...half.response.headers, 'x-build': name } },
      }));
    it.receive(...ofBuild(1, 'v1', differing(1)));
    it.receive(...ofBuild(2, 'v2', both({ number: 2, key: 'tenant-2' })));
    it.pass(600);
    expect(await it.evidence()).toMatchObject({
      epoch: { builds: { primary: 'v2', shadow: 'v2' } },
      endpoints: [{ pairs: 1 }],
      patterns: [],
      ledger: { fates: { compared: 1 } },
    });
  });

  test('tells how long both sides took; a shadow that failed took forever', async () => {
    const it = await openPipeline();
    it.receive(
      ...both({ number: 1 }, { primary: { upstreamTimeUs: 1_000 }, shadow: { upstreamTimeUs: 3_000 } }),
    );
    it.receive(...both({ number: 2 }, { shadow: { status: 500, upstreamTimeUs: 10 } }));
    it.receive(...both({ number: 3, upstreamTimeUs: undefined }));
    const { latency } = (await it.evidence()).endpoints[0] ?? {};
    const counts = [latency?.primary, latency?.shadow].map((sketch) => [
      sketch?.bins.reduce((sum, [, count]) => sum + count, 0),
      sketch?.infinite,
    ]);
    expect(counts).toEqual([
      [2, 0],
      [1, 1],
    ]);
  });
});
