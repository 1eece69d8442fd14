import { describe, expect, test } from 'vitest';
import type { BasisSummary } from '../../../comparator/findings/basis-summary.ts';
import { ledgerReport, report, withFindings } from '../../../comparator/findings/report.ts';
import { fates } from '../../../comparator/ledger/fate.ts';
import type { Tally } from '../../../comparator/findings/evidence-store.ts';
import { envoyTotals } from '../../makers/envoy-report.ts';
import { orders } from '../../makers/open-pipeline.ts';
import { aRule } from '../../makers/rule.ts';
import { basis } from '../../makers/stored-evidence.ts';

const nothing: Tally = { fates: {}, captured: 0, inFlight: 0, setAside: [], envoy: envoyTotals() };
const summary: BasisSummary = {
  basis,
  lastSeen: null,
  epochs: [],
  overflow: { findings: 0, endpoints: 0, patterns: 0 },
  endpoints: [],
  explained: [],
  shownByControl: 0,
};
const whose = { name: 'm', watched: undefined };
const now = new Date('2026-03-02T11:42:08.000Z');
const endpoints = [{ endpoint: 'GET /a', compared: 4, differing: 0, pairs: 5, controlled: 2 }];

describe('the ledger', () => {
  test('names every fate, and balances when all is counted', () => {
    const ledger = ledgerReport('m', {
      ...nothing,
      fates: { compared: 6, 'shadow-error': 2, raced: 1, truncated: 3, late: 4 },
      captured: 20,
      inFlight: 4,
    });
    expect(Object.keys(ledger.fates)).toEqual([...fates]);
    expect(ledger.shares).toEqual({ evidence: 0.5, setAside: 0.25, loss: 0.25 });
    expect(ledger.balanced).toBe(true);
  });

  test('does not balance when a request is missing', () => {
    expect(ledgerReport('m', { ...nothing, fates: { compared: 5 }, captured: 6 }).balanced).toBe(false);
  });
});

describe('the outcome', () => {
  test.each<[string, Partial<BasisSummary> | undefined, number, string]>([
    ['nothing seen', undefined, 0, 'no-evidence'],
    ['only losses', {}, 0, 'no-evidence'],
    ['pairs compared and nothing found', { endpoints }, 0, 'no-differences-found'],
    ['a finding', { endpoints }, 1, 'differences-found'],
    ['a finding without a compared pair', {}, 1, 'differences-found'],
    [
      'differences that did not fit',
      { endpoints, overflow: { findings: 1, endpoints: 0, patterns: 0 } },
      0,
      'differences-found',
    ],
    [
      'pairs that differ in who knows what',
      { endpoints: [{ endpoint: 'GET /a', compared: 4, differing: 1, pairs: 4, controlled: 0 }] },
      0,
      'differences-found',
    ],
  ])('of %s', (_, given, count, expected) => {
    const parts = { tally: nothing, summary: given && { ...summary, ...given }, findings: { count } };
    expect(report(whose, parts, now).outcome).toBe(expected);
  });

  test('comes with sums over the endpoints', () => {
    const several = [
      { endpoint: 'GET /a', compared: 4, differing: 1, pairs: 4, controlled: 0 },
      { endpoint: 'GET /b', compared: 2, differing: 2, pairs: 9, controlled: 0 },
      // Pairs of which the shadow failed are no pairs compared.
      { endpoint: 'GET /c', compared: 0, differing: 0, pairs: 3, controlled: 0 },
    ];
    const parts = { tally: nothing, summary: { ...summary, endpoints: several }, findings: { count: 0 } };
    const it = report(whose, parts, now);
    expect(it.pairs).toEqual({ compared: 6, identical: 3, differing: 3 });
    expect(it.endpoints).toEqual([
      { endpoint: 'GET /a', compared: 4, differing: 1 },
      { endpoint: 'GET /b', compared: 2, differing: 2 },
    ]);
  });
});

describe('noise', () => {
  test('is told of where a control is declared, and nowhere else', () => {
    const parts = {
      tally: nothing,
      summary: { ...summary, endpoints, shownByControl: 3 },
      findings: { count: 0 },
    };
    const watched = { ...orders, controlled: true };
    expect(report({ name: 'm', watched }, parts, now).noise).toEqual({ controlled: 2, findings: 3 });
    expect(report({ name: 'm', watched: orders }, parts, now)).not.toHaveProperty('noise');
  });
});

describe('the epoch', () => {
  const rules = [aRule({ path: '$.createdAt' })];
  const parts = { tally: nothing, summary, findings: { count: 0 } };
  const epochUnder = (given: Partial<BasisSummary>, watched = orders) =>
    report({ name: 'm', watched }, { ...parts, summary: { ...summary, ...given } }, now).epoch;

  test('is another one under other rules, of the same evidence', () => {
    const [one, other] = [epochUnder({}), epochUnder({}, { ...orders, rules })];
    expect(other.id).not.toBe(one.id);
    expect(other).toMatchObject({ configuration: basis.configuration, recomputed: 'exact' });
  });

  test('began with its first pair, or where none has come yet with the last one before', () => {
    const { id } = epochUnder({});
    const [began, last] = [new Date(1_000), new Date(2_000)];
    const begun = { id, startedAt: began, recomputed: 'anew' } as const;
    expect(epochUnder({ epochs: [begun], lastSeen: last })).toMatchObject({
      startedAt: began,
      recomputed: 'anew',
    });
    expect(epochUnder({ epochs: [{ ...begun, id: 'other' }], lastSeen: last })).toMatchObject({
      startedAt: last,
      recomputed: 'exact',
    });
    expect(report(whose, { ...parts, summary: undefined }, now).epoch).toMatchObject({
      startedAt: now,
      recomputed: 'anew',
    });
  });
});

test.each([
  [{}, { findings: [1, 2] }],
  [{ a: '}' }, { a: '}', findings: [1, 2] }],
])('rendered findings are put into %j', (rest, whole) => {
  expect(JSON.parse(withFindings(rest, { json: '[1,2]' }))).toEqual(whole);
});
