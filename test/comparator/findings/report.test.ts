import { describe, expect, test } from 'vitest';
import type { Tally } from '../../../comparator/findings/evidence-store.ts';
import { ledgerReport, report, withFindings } from '../../../comparator/findings/report.ts';
import { fates } from '../../../comparator/ledger/fate.ts';
import { envoyTotals } from '../../makers/envoy-report.ts';

const nothing: Tally = {
  fates: {},
  captured: 0,
  inFlight: 0,
  endpoints: [],
  overflow: { findings: 0, endpoints: 0 },
  setAside: [],
  envoy: envoyTotals(),
};
const now = new Date('2026-03-02T11:42:08.000Z');
const endpoints = [{ endpoint: 'GET /a', identical: 3, differing: 1 }];

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
  test.each<[string, Partial<Tally>, number, string]>([
    ['nothing seen', {}, 0, 'no-evidence'],
    ['only losses', { fates: { 'primary-only': 5 }, captured: 5 }, 0, 'no-evidence'],
    ['pairs compared and nothing found', { endpoints }, 0, 'no-differences-found'],
    ['a finding', { endpoints }, 1, 'differences-found'],
    ['a finding without a compared pair', {}, 1, 'differences-found'],
    [
      'differences that did not fit',
      { endpoints, overflow: { findings: 1, endpoints: 0 } },
      0,
      'differences-found',
    ],
  ])('of %s', (_, tally, count, expected) => {
    const findings = { count };
    expect(report('m', { tally: { ...nothing, ...tally }, findings }, now).outcome).toBe(expected);
  });

  test('comes with sums over the endpoints', () => {
    const it = report('m', { tally: { ...nothing, endpoints }, findings: { count: 0 } }, now);
    expect(it.pairs).toEqual({ compared: 4, identical: 3, differing: 1 });
    expect(it.endpoints).toEqual([{ endpoint: 'GET /a', compared: 4, differing: 1 }]);
  });
});

test.each([
  [{}, { findings: [1, 2] }],
  [{ a: '}' }, { a: '}', findings: [1, 2] }],
])('rendered findings are put into %j', (rest, whole) => {
  expect(JSON.parse(withFindings(rest, { json: '[1,2]' }))).toEqual(whole);
});
