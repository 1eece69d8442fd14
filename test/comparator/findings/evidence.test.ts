import { describe, expect, test } from 'vitest';
import type { Comparison } from '../../../comparator/compare/compare.ts';
import { Evidence, maxBases } from '../../../comparator/findings/evidence.ts';
import { keyedHash } from '../../../comparator/findings/keyed-hash.ts';
import type { Sighting } from '../../../comparator/findings/sighting.ts';
import { countOf } from '../../../comparator/latency/sketch.ts';
import { noMarks } from '../../makers/envoy-report.ts';
import {
  basis,
  basisOfBuild,
  compared,
  difference,
  emptyBatch,
  evidenceLimits,
  sighting,
} from '../../makers/stored-evidence.ts';

const hash = keyedHash(Buffer.from('secret'));
const limits = { maxEndpoints: 3, maxFindings: 2, maxPatterns: 2 };

function open(given = evidenceLimits) {
  const evidence = new Evidence(given, hash);
  let number = 0;
  return {
    evidence,
    add: (shadow: Comparison, { control, ...given }: Partial<Sighting> & { control?: Comparison } = {}) => {
      number += 1;
      evidence.addPair(sighting(number, given), { shadow, control });
    },
    take: () => evidence.take(noMarks),
  };
}

describe('findings', () => {
  test('add sightings of one difference up', () => {
    const { add, take } = open();
    for (let pair = 1; pair <= 100; pair += 1) add(compared(difference()));
    const [finding] = take().findings;
    expect(finding).toMatchObject({
      basis: basis.id,
      endpoint: 'GET /orders/{id}',
      path: '$.name',
      class: 'truncation',
      count: 100,
      controlCount: 0,
      firstSeen: new Date(1_700_000_000_001),
      lastSeen: new Date(1_700_000_000_100),
    });
    expect(finding?.keyHashes).toHaveLength(1);
    expect(finding?.exemplars).toHaveLength(5);
    expect(finding?.exemplars[0]?.request).toEqual({ method: 'GET', path: '/orders/{id}' });
  });

  test('count a pair once, however often it differs at one place', () => {
    const { add, take } = open();
    add(compared(difference(), difference()));
    const { findings, patterns } = take();
    expect(findings[0]?.count).toBe(1);
    expect(patterns).toMatchObject([{ shadowOnly: [findings[0]?.id], pairs: 1 }]);
  });

  test('keep no key, only a hash that needs the secret; 64 mean 64 or more', () => {
    const { add, take } = open();
    for (let pair = 1; pair <= 70; pair += 1) add(compared(difference()), { key: `tenant-${pair}` });
    const batch = take();
    expect(batch.findings[0]?.keyHashes).toHaveLength(64);
    expect(batch.endpoints[0]?.keyHashes).toHaveLength(64);
    expect(JSON.stringify(batch)).not.toContain('tenant-');
    expect(keyedHash(Buffer.from('other'))('key tenant-1')).not.toBe(hash('key tenant-1'));
  });

  test('count a request without a key as its own', () => {
    const { add, take } = open();
    for (let pair = 1; pair <= 3; pair += 1) add(compared(difference()), { key: undefined });
    expect(take().findings[0]?.keyHashes).toHaveLength(3);
  });

  test('of a pair that is set aside count as no pair', () => {
    const { evidence, take } = open();
    evidence.addDifferences(sighting(1), compared(difference()));
    expect(take()).toMatchObject({ endpoints: [], patterns: [], findings: [{ count: 1 }] });
  });

  test('that only the control shows have a row too', () => {
    const { add, take } = open();
    add(compared(), { control: compared(difference()) });
    expect(take().findings).toMatchObject([{ count: 0, controlCount: 1, keyHashes: [], exemplars: [] }]);
  });
});

describe('patterns', () => {
  const [name, total] = [difference('$.name'), difference('$.total')];

  test('say which findings came together, and on which side', () => {
    const { add, take } = open();
    add(compared(name, total), { control: compared(total, difference('$.tax')) });
    add(compared(total, name), { control: compared(difference('$.tax'), total) });
    add(compared(name, total));
    const { patterns, findings } = take();
    const idOf = (path: string) => findings.find((finding) => finding.path === path)?.id ?? '';
    const both = [idOf('$.name'), idOf('$.total')].sort();
    expect(patterns).toEqual([
      expect.objectContaining({
        controlled: true,
        shadowOnly: [idOf('$.name')],
        controlOnly: [idOf('$.tax')],
        both: [idOf('$.total')],
        pairs: 2,
      }),
      expect.objectContaining({ controlled: false, shadowOnly: both, controlOnly: [], both: [], pairs: 1 }),
    ]);
  });

  test('do not name identical pairs, which count at their endpoint', () => {
    const { add, take } = open();
    add(compared());
    add(compared(), { control: compared() });
    const { patterns, endpoints } = take();
    expect(patterns).toEqual([]);
    expect(endpoints).toMatchObject([{ identical: 2, differing: 0, partial: 0, controlled: 1 }]);
  });

  test('tell pairs that were compared whole from those that were not', () => {
    const { add, take } = open();
    const failed: Comparison = { ...compared(name), kind: 'not-comparable', reason: 'no-response' };
    add(compared(name));
    add({ ...compared(name), kind: 'truncated' });
    add(failed);
    const { patterns, endpoints } = take();
    expect(patterns).toMatchObject([{ pairs: 3, compared: 1 }]);
    expect(endpoints).toMatchObject([{ identical: 0, differing: 1, partial: 2 }]);
  });

  test('hold a control that could not be compared for none', () => {
    const { add, take } = open();
    add(compared(name), { control: { ...compared(), kind: 'not-comparable', reason: 'range' } });
    const { patterns, endpoints } = take();
    expect(patterns).toMatchObject([{ controlled: false, shadowOnly: [expect.any(String)] }]);
    expect(endpoints).toMatchObject([{ controlled: 0 }]);
  });

  test('of one pair with more differences than are kept are none, for what is left would be another set', () => {
    const { add, take } = open();
    add({ ...compared(name), overflow: true });
    expect(take()).toMatchObject({ patterns: [], overflow: [{ findings: 1, endpoints: 0, patterns: 1 }] });
  });
});

describe('bounds', () => {
  test('on findings hold over restarts; pairs with what is over them are in no pattern', () => {
    const { add, take } = open(limits);
    add(compared(difference('$.a'), difference('$.b'), difference('$.c')));
    const batch = take();
    expect(batch.findings.map(({ path }) => path)).toEqual(['$.a', '$.b']);
    expect(batch.overflow).toMatchObject([{ findings: 1, endpoints: 0, patterns: 1 }]);

    const findings = batch.findings.map(({ id }) => id);
    const known = [{ migration: 'orders-v2', basis, endpoints: [], findings, patterns: [], explained: [] }];
    const next = new Evidence(limits, hash, known);
    next.addPair(sighting(2), { shadow: compared(difference('$.c'), difference('$.a')), control: undefined });
    expect(next.take(noMarks).findings.map(({ path }) => path)).toEqual(['$.a']);
  });

  test('on patterns count pairs, over restarts too', () => {
    const { add, take } = open(limits);
    const [a, b] = [difference('$.a'), difference('$.b')];
    for (const shown of [[a], [b], [a, b], [a, b], [a]]) add(compared(...shown));
    const { patterns, overflow } = take();
    expect(patterns.map(({ pairs }) => pairs)).toEqual([2, 1]);
    expect(overflow).toMatchObject([{ findings: 0, patterns: 2 }]);
    add(compared(a, b));
    add(compared(a));
    expect(take()).toMatchObject({ patterns: [{ pairs: 1 }], overflow: [{ patterns: 1 }] });

    const ids = patterns.map(({ id }) => id);
    const known = {
      migration: 'orders-v2',
      basis,
      endpoints: [],
      findings: [],
      patterns: ids,
      explained: [],
    };
    const next = new Evidence(limits, hash, [known]);
    next.addPair(sighting(9), { shadow: compared(a, b), control: undefined });
    expect(next.take(noMarks)).toMatchObject({ patterns: [], overflow: [{ patterns: 1 }] });
  });

  test('on endpoints count pairs under *', () => {
    const { add, take } = open(limits);
    for (const endpoint of ['GET /a', 'GET /b', 'GET /c', 'GET /a']) add(compared(), { endpoint });
    const { endpoints, overflow } = take();
    expect(endpoints.map(({ endpoint, identical }) => [endpoint, identical])).toEqual([
      ['GET /a', 2],
      ['GET /b', 1],
      ['*', 1],
    ]);
    expect(overflow).toMatchObject([{ findings: 0, endpoints: 1, patterns: 0 }]);
  });

  test('on kinds of explained differences lose no count', () => {
    const { add, take } = open(limits);
    const by = { kind: 'rule', rule: 'cents' } as const;
    const explained = ['$.a', '$.b', '$.c', '$.d'].map((path) => ({ class: 'value' as const, path, by }));
    add({ ...compared(), explained });
    expect(take().explained.map(({ endpoint, path, count }) => [endpoint, path, count])).toEqual([
      ['GET /orders/{id}', '$.a', 1],
      ['GET /orders/{id}', '$.b', 1],
      ['*', '*', 2],
    ]);
  });

  test('on bases are held after each batch', () => {
    const { evidence, add, take } = open();
    for (let build = 0; build < 2 * maxBases; build += 1)
      add(compared(), { basis: basisOfBuild(`${build}`) });
    expect(take().bases).toHaveLength(2 * maxBases);
    evidence.countFate('orders-v2', 'late', 1);
    expect(take().fates).toMatchObject([{ basis: basisOfBuild(`${2 * maxBases - 1}`).id }]);
  });
});

describe('an endpoint', () => {
  test('has latency of pairs whose times are known', () => {
    const { add, take } = open();
    add(compared(), { upstreamTimeUs: { primary: 1_000, shadow: Infinity } });
    add(compared(), { upstreamTimeUs: { primary: 1_000, shadow: undefined } });
    const { primary, shadow } = take().endpoints[0]?.latency ?? {};
    expect([primary && countOf(primary), shadow?.infinite]).toEqual([1, 1]);
  });

  test('learns fields from its first 20 pairs, and from few after that', () => {
    const { evidence, take } = open();
    let asked = 0;
    for (let pair = 0; pair < 3_000; pair += 1) {
      evidence.sampleFields(sighting(pair), () => [`$.field-${(asked += 1)}`]);
    }
    expect(asked).toBe(20 + 2);
    expect(take().endpoints[0]?.fields).toHaveLength(22);
    expect(take().endpoints).toEqual([]);
  });

  test('keeps at most 500 fields, and tells each once', () => {
    const { evidence, take } = open();
    const paths = Array.from({ length: 600 }, (_, index) => `$.field-${index}`);
    evidence.sampleFields(sighting(1), () => paths);
    expect(take().endpoints[0]?.fields).toHaveLength(500);
    evidence.sampleFields(sighting(2), () => paths);
    expect(take().endpoints[0]?.fields).toEqual([]);
  });
});

describe('a basis', () => {
  test('has its own evidence and fates; what never came to a pair counts to the newest', () => {
    const { evidence, add, take } = open();
    const [old, next] = [basisOfBuild('1'), basisOfBuild('2')];
    add(compared(), { basis: old });
    evidence.countFate('orders-v2', 'compared', 1, old);
    add(compared(difference()), { basis: next });
    evidence.countFate('orders-v2', 'compared', 1, next);
    evidence.countFate('orders-v2', 'unknown', 3);
    const { bases, fates, endpoints, patterns } = take();
    expect(bases.map(({ basis: { id } }) => id)).toEqual([old.id, next.id]);
    expect(fates).toEqual([
      { migration: 'orders-v2', basis: old.id, fate: 'compared', count: 1 },
      { migration: 'orders-v2', basis: next.id, fate: 'compared', count: 1 },
      { migration: 'orders-v2', basis: next.id, fate: 'unknown', count: 3 },
    ]);
    expect(endpoints.map((row) => row.basis)).toEqual([old.id, next.id]);
    expect(patterns.map((row) => row.basis)).toEqual([next.id]);
  });

  test('is none of a request that was lost before any pair', () => {
    const { evidence, take } = open();
    evidence.countFate('orders-v2', 'unknown', 3);
    expect(take()).toMatchObject({ bases: [], fates: [{ basis: null, fate: 'unknown', count: 3 }] });
  });
});

test('begins anew after each batch', () => {
  const { evidence, add, take } = open();
  evidence.countFate('orders-v2', 'compared', 1, basis);
  add(compared(difference()));
  expect(evidence.rows).toBe(4);
  take();
  expect(evidence.rows).toBe(0);
  expect(take()).toEqual({ ...emptyBatch, ...noMarks });
});
