import { describe, expect, test } from 'vitest';
import { PairReservoir } from '../../../comparator/rules/pair-reservoir.ts';
import { pairSample } from '../../../comparator/rules/pair-sample.ts';
import { previewRules } from '../../../comparator/rules/preview-rules.ts';
import type { Rule } from '../../../comparator/rules/rule.ts';
import {
  endpointEvidence,
  evidenceDocument,
  findingEvidence,
  patternEvidence,
} from '../../makers/evidence.ts';
import { exchange, pair } from '../../makers/exchange.ts';
import { aRule } from '../../makers/rule.ts';

const now = new Date(1_000);
const id = findingEvidence({ path: '$.id', count: 10 });
const total = findingEvidence({ path: '$.total', count: 10 });
const clock = findingEvidence({ path: '$.createdAt', count: 10 });

const document = evidenceDocument({
  findings: [id, total, clock],
  patterns: [
    patternEvidence({ pairs: 100, shadowOnly: [id.id] }),
    patternEvidence({ pairs: 20, shadowOnly: [id.id, total.id] }),
    patternEvidence({ pairs: 5, controlled: true, shadowOnly: [id.id], both: [clock.id] }),
    patternEvidence({ pairs: 3, shadowOnly: [clock.id] }),
    patternEvidence({ pairs: 2, controlled: true, controlOnly: [id.id] }),
  ],
});

function previewOf(rule: Rule, over: Partial<typeof document> = {}) {
  const [preview] = previewRules({ document: { ...document, ...over }, candidate: [rule], now });
  if (preview === undefined) throw new Error('one candidate has one preview');
  return preview;
}

describe('the preview of an ignore rule', () => {
  test('counts exactly the pairs that show what it hides, and those that would show nothing any more', () => {
    expect(previewOf(aRule({ path: '$.id' }))).toMatchObject({
      basis: 'exact',
      refused: false,
      reasons: [],
      findings: [{ id: id.id, path: '$.id', pairs: 10 }],
      pairs: 125,
      cleared: 100,
      sample: null,
    });
  });

  test('counts what rules in force hide already neither as hidden nor as left', () => {
    const rules = [aRule({ id: 'old', path: '$.createdAt' })];
    expect(previewOf(aRule({ path: '$.id' }), { rules })).toMatchObject({ pairs: 125, cleared: 105 });
    expect(previewOf(aRule({ id: 'new', path: '$.createdAt' }), { rules })).toMatchObject({
      findings: [],
      pairs: 0,
    });
    // The same rule changed: what it hid is not hidden by itself.
    expect(previewOf(aRule({ id: 'old', path: '$.createdAt' }), { rules })).toMatchObject({
      pairs: 8,
      cleared: 3,
    });
  });

  test('of a rule that has expired hides nothing', () => {
    expect(previewOf(aRule({ expires: now }))).toMatchObject({ pairs: 0, findings: [] });
  });
});

describe('a rule is refused', () => {
  test('that would hide over half of an endpoint’s fields, unless it is forced', () => {
    const rule = aRule({ path: '$.**' });
    expect(previewOf(rule)).toMatchObject({
      refused: true,
      reasons: [expect.stringContaining('path: $.** would hide 4 of the 4 fields of GET /orders/{id}')],
      coverage: [{ endpoint: 'GET /orders/{id}', fields: 4, covered: 4, status: false }],
    });
    expect(previewOf({ ...rule, force: true })).toMatchObject({ refused: false, pairs: 128 });
  });

  test.each([
    ['half of them', ['$.id', '$.a.x', '$.a.y', '$.b'], '$.a.*', false],
    ['more than half', ['$.id', '$.a.x', '$.a.y', '$.a.z'], '$.a.*', true],
    ['one of many', ['$.id', '$.a.x', '$.a.y'], '$.id', false],
  ])('by its share of the fields: %s', (_, fields, path, refused) => {
    const endpoints = [endpointEvidence({ fields })];
    expect(previewOf(aRule({ path }), { endpoints }).refused).toBe(refused);
  });

  test('that would hide the status', () => {
    expect(previewOf(aRule({ path: 'status' }))).toMatchObject({
      refused: true,
      reasons: [expect.stringContaining('path: status would hide the status of GET /orders/{id}')],
    });
    expect(previewOf(aRule({ path: 'status', force: true })).refused).toBe(false);
  });

  test('that names an endpoint nobody asked', () => {
    expect(previewOf(aRule({ endpoint: 'GET /nobody' })).reasons).toEqual([
      expect.stringContaining('endpoint: no request of GET /nobody was compared'),
    ]);
  });

  test('that cannot be applied, forced or not', () => {
    expect(previewOf(aRule({ path: '$.a[0]', force: true }))).toMatchObject({ refused: true });
  });
});

describe('the preview of a rule that acts as pairs are compared', () => {
  const tolerance = aRule({
    path: '$.total',
    expect: { kind: 'tolerance', absolute: '0.01', relative: undefined, timeMs: undefined },
  });
  const reservoir = new PairReservoir();
  const answers = [
    [1, 2.5],
    [1, 1.01],
    [1, 1.005],
  ];
  for (const [number, [primary, shadow]] of answers.entries()) {
    const both = pair(
      { number: number + 1 },
      { primary: { body: `{"total":${primary},"id":1}` }, shadow: { body: `{"total":${shadow},"id":2}` } },
    );
    reservoir.offer(both, 'GET /orders/{id}', [
      { path: '$.total', class: 'value', primary: { type: 'number' }, shadow: { type: 'number' } },
      { path: '$.id', class: 'value', primary: { type: 'number' }, shadow: { type: 'number' } },
    ]);
  }
  const sample = pairSample(reservoir, { name: 'orders-v2', headers: [], mapping: [] }, now);

  test('is an estimate from pairs in memory, with its size', () => {
    expect(previewRules({ document, candidate: [tolerance], now, sample })).toMatchObject([
      {
        basis: 'estimate',
        refused: false,
        findings: [{ path: '$.total', pairs: 10, sampled: 3, vanished: 2 }],
        pairs: null,
        sample: { pairs: 3, changed: 2, cleared: 0 },
      },
    ]);
  });

  test('takes what rules hide already for granted', () => {
    const ignored = { ...document, rules: [aRule({ path: '$.id' })] };
    expect(previewRules({ document: ignored, candidate: [tolerance], now, sample })).toMatchObject([
      { sample: { pairs: 3, changed: 2, cleared: 2 } },
    ]);
  });

  test('is not tried on pairs that show nothing as it is', () => {
    const ignored = { ...document, rules: [aRule({ path: '$.id' }), aRule({ id: 'all', path: '$.total' })] };
    expect(previewRules({ document: ignored, candidate: [tolerance], now, sample })).toMatchObject([
      { sample: { pairs: 0, cleared: 0 } },
    ]);
  });

  test('says that it was tried on nothing', () => {
    expect(previewRules({ document, candidate: [tolerance], now })).toMatchObject([
      { basis: 'estimate', findings: [], sample: { pairs: 0 } },
    ]);
    const elsewhere = { ...tolerance, endpoint: 'GET /elsewhere' };
    expect(previewRules({ document, candidate: [elsewhere], now, sample })).toMatchObject([
      { sample: { pairs: 0 } },
    ]);
  });

  test('knows an ignore rule of one status as one', () => {
    const rule = aRule({ path: '$.id', when: { status: 200 } });
    expect(previewRules({ document, candidate: [rule], now, sample })).toMatchObject([
      { basis: 'estimate', findings: [{ path: '$.id', sampled: 3, vanished: 3 }] },
    ]);
  });
});

describe('the pairs in memory', () => {
  const difference = (path: string) =>
    ({ path, class: 'value', primary: { type: 'string' }, shadow: { type: 'string' } }) as const;
  const offered = (reservoir: PairReservoir, number: number, paths = ['$.a'], body = '{}') => {
    reservoir.offer(pair({ number, body }), 'GET /', paths.map(difference));
  };

  test('are eight of a finding, the same whatever the order they come in', () => {
    const numbers = Array.from({ length: 500 }, (_, at) => at + 1);
    const kept = [numbers, numbers.toReversed()].map((order) => {
      const reservoir = new PairReservoir();
      for (const number of order) offered(reservoir, number);
      return reservoir.sampleOf('orders-v2').map(({ pair: { primary } }) => primary.id.number);
    });
    expect(kept[0]).toHaveLength(8);
    expect(kept[0]).toEqual(kept[1]);
  });

  test('take no more memory than they may, however many findings there are', () => {
    const reservoir = new PairReservoir(1_000_000);
    for (let number = 1; number <= 1_000; number += 1) {
      offered(reservoir, number, [`$.f${number}`], 'x'.repeat(20_000));
      expect(reservoir.bytes).toBeLessThanOrEqual(1_000_000);
    }
    const kept = reservoir.sampleOf('orders-v2').map(({ pair: { primary } }) => primary.id.number);
    expect(kept.length).toBeGreaterThan(15);
    expect(kept.at(-1)).toBe(1_000);
  });

  test('that turn out to say nothing go, and their memory with them', () => {
    const reservoir = new PairReservoir();
    offered(reservoir, 1, ['$.a', '$.b']);
    const before = reservoir.bytes;
    offered(reservoir, 2, ['$.b', '$.c']);
    reservoir.withdraw(exchange({ number: 2 }));
    reservoir.withdraw(exchange({ number: 3 }));
    expect(reservoir.bytes).toBe(before);
    expect(reservoir.sampleOf('orders-v2')).toHaveLength(1);
    reservoir.forget('orders-v2');
    expect(reservoir.bytes).toBe(0);
    expect(reservoir.sampleOf('orders-v2')).toEqual([]);
  });

  test('keep bodies of their own, without what was asked', () => {
    const reservoir = new PairReservoir();
    const given = pair({ number: 1, body: '{"a":1}' });
    reservoir.offer(given, 'GET /', [difference('$.a')]);
    const [sampled] = reservoir.sampleOf('orders-v2');
    expect(sampled?.pair.primary.response.body?.data).not.toBe(given.primary.response.body?.data);
    expect(sampled?.pair.primary.response.body?.data).toHaveLength(7);
    expect(sampled?.pair.primary.request.body).toBeUndefined();
  });
});
