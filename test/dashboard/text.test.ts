import { describe, expect, it } from 'vitest';
import type { Finding, Ledger, Shape } from '../../dashboard/api/shapes.d.ts';
import type { EndpointCoverage, Verdict } from '../../dashboard/api/verdict-shapes.d.ts';
import { differenceClasses } from '../../comparator/compare/difference.ts';
import { maxKeys } from '../../comparator/findings/finding.ts';
import { fates, meaningOf } from '../../comparator/ledger/fate.ts';
import { apiFinding, apiLedger } from '../makers/api-report.ts';
import { apiCoverage, apiVerdict } from '../makers/api-verdict.ts';

// The page's modules are JavaScript for the browser; those without markup run here as they are.
const load = async <Module>(path: string) =>
  (await import(new URL(`../../dashboard/${path}`, import.meta.url).href)) as Module;

const { sideTexts } = await load<{
  sideTexts: (primary: Shape, shadow: Shape) => { primary: string; shadow: string };
}>('text/shape.js');
const { spreadText } = await load<{ spreadText: (finding: Finding) => string }>('text/finding.js');
const { fateText, knownFates } = await load<{
  fateText: (fate: string) => { meaning: string; text: string };
  knownFates: string[];
}>('text/fate.js');
const { classText } = await load<{ classText: (name: string) => string }>('text/difference-class.js');
const { routeOf, addressOf } = await load<{
  routeOf: (hash: string) => unknown;
  addressOf: (name: string) => string;
}>('state/route.js');

const { reconciliationText } = await load<{
  reconciliationText: (envoy: Ledger['envoy']) => { tone: string; text: string };
}>('text/reconciliation.js');

describe('the ledger held against Envoy, in words', () => {
  const { envoy } = apiLedger();

  it.each<[Partial<Ledger['envoy']>, string, string]>([
    [
      { captured: 2_000, mirrored: 1_990 },
      'muted',
      'Envoy’s own counters agree: 2,000 captured, 1,990 mirrored.',
    ],
    [
      { state: 'disagrees', disagreements: [{ equation: 'fates', requests: 1 }] },
      'notice bad',
      'The ledger disagrees with Envoy: fates by 1 request.',
    ],
    [
      { state: 'not-reconciled', lastHeard: null },
      'muted',
      'Not reconciled: no Envoy has reported its counters.',
    ],
    [
      { state: 'not-reconciled', unreported: 2, ended: { envoys: 1, atMost: 45 } },
      'muted',
      'Not reconciled: 2 requests are of Envoys that do not report. 1 Envoy ended without a last report: about 45 requests more may be lost.',
    ],
  ])('%o is %s: %s', (given, tone, text) => {
    expect(reconciliationText({ ...envoy, ...given })).toEqual({ tone, text });
  });
});

describe('a shape in words', () => {
  it.each<[Shape, string]>([
    [{ type: 'string', length: 48 }, 'text of 48 characters'],
    [{ type: 'string', length: 1 }, 'text of 1 character'],
    [{ type: 'string', length: 0 }, 'empty text'],
    [
      { type: 'string', length: 20, edit: { commonPrefix: 20, commonSuffix: 0 } },
      'text of 20 characters, first 20 the same',
    ],
    [
      { type: 'string', length: 9, edit: { commonPrefix: 3, commonSuffix: 2 } },
      'text of 9 characters, first 3 the same, last 2 the same',
    ],
    [
      { type: 'string', length: 9, edit: { commonPrefix: 0, commonSuffix: 0 } },
      'text of 9 characters, nothing in common',
    ],
    [{ type: 'number', length: 6, scale: 4 }, 'number of 6 digits, 4 after the point'],
    [{ type: 'number', length: 6, scale: 0 }, 'number of 6 digits'],
    [{ type: 'array', length: 3 }, 'list of 3 items'],
    [{ type: 'object', length: 2 }, 'object of 2 members'],
    [{ type: 'binary', length: 1024 }, 'binary of 1,024 bytes'],
    [{ type: 'absent' }, 'absent'],
    [{ type: 'null' }, 'null'],
    [{ type: 'boolean' }, 'true or false'],
    [{ type: 'status', literal: '500' }, 'status 500'],
    [{ type: 'error', literal: 'timeout' }, 'no answer (timeout)'],
    [{ type: 'something-new' }, 'something-new'],
  ])('%j is “%s”', (shape, text) => {
    expect(sideTexts({ type: 'null' }, shape)).toEqual({ primary: 'null', shadow: text });
  });

  it('what two texts have in common is said once', () => {
    const edit = { commonPrefix: 20, commonSuffix: 0 };
    const texts = sideTexts({ type: 'string', length: 48, edit }, { type: 'string', length: 20, edit });
    expect(texts).toEqual({
      primary: 'text of 48 characters',
      shadow: 'text of 20 characters, first 20 the same',
    });
  });
});

describe('the words for what the comparator reports', () => {
  it('every fate is known, with the comparator’s meaning', () => {
    expect(knownFates).toEqual([...fates]);
    for (const fate of fates) expect(fateText(fate).meaning).toBe(meaningOf(fate));
  });

  it('a fate this page does not know counts as loss', () => {
    expect(fateText('something-new').meaning).toBe('loss');
  });

  it('a count of keys that stopped at its bound is not shown as exact', () => {
    expect(spreadText(apiFinding({ count: 1, keys: 1 }))).toBe('1 time on 1 key');
    expect(spreadText(apiFinding({ count: 540, keys: maxKeys - 1 }))).toBe('540 times on 63 keys');
    expect(spreadText(apiFinding({ count: 540, keys: maxKeys }))).toBe('540 times on 64 keys or more');
  });

  it('every class of difference is explained', () => {
    expect(differenceClasses.filter((name) => classText(name) === '')).toEqual([]);
  });
});

describe('the page an address names', () => {
  it.each([
    ['', { kind: 'list' }],
    ['#/', { kind: 'list' }],
    ['#/migrations/orders-v2', { kind: 'migration', name: 'orders-v2' }],
    ['#/migrations/a/b', { kind: 'nowhere', hash: '#/migrations/a/b' }],
    ['#/migrations/%E0%A4%A', { kind: 'nowhere', hash: '#/migrations/%E0%A4%A' }],
    ['#/elsewhere', { kind: 'nowhere', hash: '#/elsewhere' }],
  ])('%s', (hash, route) => {
    expect(routeOf(hash)).toEqual(route);
  });

  it('any name survives the way into the address and back', () => {
    for (const name of ['orders-v2', 'a/b', '50% & more', 'ü#?']) {
      expect(routeOf(addressOf(name))).toEqual({ kind: 'migration', name });
    }
  });
});

const { boundText, factorText } = await load<{
  boundText: (share: number, side: 'lower' | 'upper') => string;
  factorText: (value: number | null) => string;
}>('text/number.js');
const { restText, verdictText } = await load<{
  restText: (verdict: Pick<Verdict, 'rest' | 'gates'>) => string;
  verdictText: (outcome: string) => { tone: string };
}>('text/verdict.js');
const { coverageSign } = await load<{
  coverageSign: (endpoint: EndpointCoverage, gates: Verdict['gates']) => { tone: string; text: string };
}>('text/coverage.js');
const { placeOf } = await load<{ placeOf: (ratio: number | null) => number }>('text/latency.js');
const { knownClasses } = await load<{ knownClasses: string[] }>('text/difference-class.js');

describe('the verdict in words', () => {
  it.each<[number, 'lower' | 'upper', string]>([
    [0.000183, 'upper', '0.019 %'],
    [0.000189, 'lower', '0.018 %'],
    [0.07, 'upper', '7 %'],
    [1, 'upper', '100 %'],
    [0, 'lower', '0 %'],
  ])('%f as %s bound is %s: rounded to where it stays true', (share, side, text) => {
    expect(boundText(share, side)).toBe(text);
  });

  it.each<[Partial<Verdict['rest']>, string]>([
    [{}, 'No pair is evidence yet, so no rate of unexplained differences can be told.'],
    [
      { n: 3_000, k: 0, upper: 0.001 },
      '0 of 3,000 pairs differ without an explanation: at most 0.1 % with 95 % confidence. The budget is 0.1 %.',
    ],
    [
      { n: 41_200, k: 1, lower: 0.000006, upper: 0.000183 },
      '1 of 41,200 pairs differs without an explanation: 0.0006 % to 0.019 % with 95 % confidence. The budget is 0.1 %.',
    ],
  ])('%j', (rest, text) => {
    const { rest: none, gates } = apiVerdict();
    expect(restText({ rest: { ...none, ...rest }, gates })).toBe(text);
  });

  it('an outcome this page does not know is not shown as success', () => {
    expect(verdictText('splendid').tone).toBe('wait');
  });

  it.each<[number | null, string]>([
    [null, 'beyond measure'],
    [8.4e9, '10^9'],
    [212, '212'],
    [0.00012, '< 0.001'],
    [0, '0'],
  ])('evidence of %s is %s', (value, text) => {
    expect(factorText(value)).toBe(text);
  });

  it('an endpoint is held to be covered only where the verdict says so, and a rare one needs not be', () => {
    const { gates } = apiVerdict();
    const rare = apiCoverage({ pairs: 112, keys: 30 });
    expect(coverageSign(rare, gates)).toMatchObject({
      tone: 'plain',
      text: '112 of 500 pairs; too rare to be needed',
    });
    expect(coverageSign({ ...rare, required: true }, gates)).toMatchObject({
      tone: 'wait',
      text: '112 of 500 pairs',
    });
    expect(coverageSign({ ...rare, pairs: 9_000, required: true }, gates)).toMatchObject({
      tone: 'wait',
      text: 'Not covered',
    });
  });

  it('ratios are drawn from half to twice as long, and nothing beyond runs off', () => {
    expect([0, 0.5, 1, 2, 50, null].map((ratio) => Math.round(placeOf(ratio)))).toEqual([
      0, 0, 50, 100, 100, 100,
    ]);
  });

  it('every class can be chosen for a rule', () => {
    expect(differenceClasses.filter((name) => !knownClasses.includes(name))).toEqual([]);
  });
});
